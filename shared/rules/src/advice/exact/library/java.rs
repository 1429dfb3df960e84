//! Names of methods of Java's library, as `javap` lists them.

/// Classes of Java's library with their methods.
pub(crate) const CLASSES_OF_JAVA: &[(&str, &str)] = &[
    (
        "String",
        "charAt chars codePointAt codePointBefore codePointCount codePoints compareTo compareToIgnoreCase \
         concat contains contentEquals copyValueOf describeConstable endsWith equalsIgnoreCase format \
         formatted getBytes getChars indent indexOf intern isBlank isEmpty join lastIndexOf length lines \
         matches offsetByCodePoints regionMatches repeat replace replaceAll replaceFirst \
         resolveConstantDesc split startsWith strip stripIndent stripLeading stripTrailing subSequence \
         substring toCharArray toLowerCase toString toUpperCase transform translateEscapes trim valueOf",
    ),
    (
        "StringBuilder",
        "append appendCodePoint capacity charAt chars codePointAt codePointBefore codePointCount \
         codePoints compareTo delete deleteCharAt ensureCapacity getChars indexOf insert lastIndexOf \
         length offsetByCodePoints replace reverse setCharAt setLength subSequence substring toString \
         trimToSize",
    ),
    (
        "Character",
        "charCount charValue codePointAt codePointBefore codePointCount codePointOf compare compareTo \
         describeConstable digit forDigit getDirectionality getName getNumericValue getType highSurrogate \
         isAlphabetic isBmpCodePoint isDefined isDigit isHighSurrogate isISOControl isIdentifierIgnorable \
         isIdeographic isJavaIdentifierPart isJavaIdentifierStart isJavaLetter isJavaLetterOrDigit \
         isLetter isLetterOrDigit isLowSurrogate isLowerCase isMirrored isSpace isSpaceChar \
         isSupplementaryCodePoint isSurrogate isSurrogatePair isTitleCase isUnicodeIdentifierPart \
         isUnicodeIdentifierStart isUpperCase isValidCodePoint isWhitespace lowSurrogate \
         offsetByCodePoints reverseBytes toChars toCodePoint toLowerCase toString toTitleCase toUpperCase \
         valueOf",
    ),
    (
        "Integer",
        "bitCount byteValue compare compareTo compareUnsigned decode describeConstable divideUnsigned \
         doubleValue floatValue getInteger highestOneBit intValue longValue lowestOneBit max min \
         numberOfLeadingZeros numberOfTrailingZeros parseInt parseUnsignedInt remainderUnsigned \
         resolveConstantDesc reverse reverseBytes rotateLeft rotateRight shortValue signum sum \
         toBinaryString toHexString toOctalString toString toUnsignedLong toUnsignedString valueOf",
    ),
    (
        "Long",
        "bitCount byteValue compare compareTo compareUnsigned decode describeConstable divideUnsigned \
         doubleValue floatValue getLong highestOneBit intValue longValue lowestOneBit max min \
         numberOfLeadingZeros numberOfTrailingZeros parseLong parseUnsignedLong remainderUnsigned \
         resolveConstantDesc reverse reverseBytes rotateLeft rotateRight shortValue signum sum \
         toBinaryString toHexString toOctalString toString toUnsignedString valueOf",
    ),
    (
        "Double",
        "byteValue compare compareTo describeConstable doubleToLongBits doubleToRawLongBits doubleValue \
         floatValue intValue isFinite isInfinite isNaN longBitsToDouble longValue max min parseDouble \
         resolveConstantDesc shortValue sum toHexString toString valueOf",
    ),
    (
        "Boolean",
        "booleanValue compare compareTo describeConstable getBoolean logicalAnd logicalOr logicalXor \
         parseBoolean toString valueOf",
    ),
    (
        "Math",
        "IEEEremainder abs absExact acos addExact asin atan atan2 cbrt ceil copySign cos cosh \
         decrementExact exp expm1 floor floorDiv floorMod fma getExponent hypot incrementExact log log10 \
         log1p max min multiplyExact multiplyFull multiplyHigh negateExact nextAfter nextDown nextUp pow \
         random rint round scalb signum sin sinh sqrt subtractExact tan tanh toDegrees toIntExact \
         toRadians ulp",
    ),
    ("Object", "equals getClass hashCode toString"),
    (
        "Thread",
        "activeCount checkAccess countStackFrames currentThread dumpStack enumerate getAllStackTraces \
         getContextClassLoader getDefaultUncaughtExceptionHandler getId getName getPriority getStackTrace \
         getState getThreadGroup getUncaughtExceptionHandler holdsLock interrupt interrupted isAlive \
         isDaemon isInterrupted join onSpinWait resume run setContextClassLoader setDaemon \
         setDefaultUncaughtExceptionHandler setName setPriority setUncaughtExceptionHandler sleep start \
         stop suspend toString yield",
    ),
    (
        "System",
        "arraycopy clearProperty console currentTimeMillis exit gc getLogger getProperties getProperty \
         getSecurityManager getenv identityHashCode inheritedChannel lineSeparator load loadLibrary \
         mapLibraryName nanoTime runFinalization setErr setIn setOut setProperties setProperty \
         setSecurityManager",
    ),
    ("Enum", "compareTo describeConstable getDeclaringClass name ordinal toString valueOf"),
    (
        "Throwable",
        "addSuppressed fillInStackTrace getCause getLocalizedMessage getMessage getStackTrace \
         getSuppressed initCause printStackTrace setStackTrace toString",
    ),
    ("Iterable", "forEach iterator spliterator"),
    (
        "Class",
        "arrayType asSubclass cast componentType describeConstable descriptorString \
         desiredAssertionStatus forName getAnnotatedInterfaces getAnnotatedSuperclass getAnnotation \
         getAnnotations getAnnotationsByType getCanonicalName getClassLoader getClasses getComponentType \
         getConstructor getConstructors getDeclaredAnnotation getDeclaredAnnotations \
         getDeclaredAnnotationsByType getDeclaredClasses getDeclaredConstructor getDeclaredConstructors \
         getDeclaredField getDeclaredFields getDeclaredMethod getDeclaredMethods getDeclaringClass \
         getEnclosingClass getEnclosingConstructor getEnclosingMethod getEnumConstants getField getFields \
         getGenericInterfaces getGenericSuperclass getInterfaces getMethod getMethods getModifiers \
         getModule getName getNestHost getNestMembers getPackage getPackageName getPermittedSubclasses \
         getProtectionDomain getRecordComponents getResource getResourceAsStream getSigners getSimpleName \
         getSuperclass getTypeName getTypeParameters isAnnotation isAnnotationPresent isAnonymousClass \
         isArray isAssignableFrom isEnum isHidden isInstance isInterface isLocalClass isMemberClass \
         isNestmateOf isPrimitive isRecord isSealed isSynthetic newInstance toGenericString toString",
    ),
    (
        "List",
        "add addAll clear contains containsAll copyOf get indexOf isEmpty iterator lastIndexOf \
         listIterator of remove removeAll replaceAll retainAll set size sort spliterator subList toArray",
    ),
    (
        "ArrayList",
        "add addAll clear clone contains ensureCapacity forEach get indexOf isEmpty iterator lastIndexOf \
         listIterator remove removeAll removeIf replaceAll retainAll set size sort spliterator subList \
         toArray trimToSize",
    ),
    (
        "Map",
        "clear compute computeIfAbsent computeIfPresent containsKey containsValue copyOf entry entrySet \
         forEach get getOrDefault isEmpty keySet merge of ofEntries put putAll putIfAbsent remove replace \
         replaceAll size values",
    ),
    ("Entry", "comparingByKey comparingByValue copyOf getKey getValue setValue"),
    (
        "HashMap",
        "clear clone compute computeIfAbsent computeIfPresent containsKey containsValue entrySet forEach \
         get getOrDefault isEmpty keySet merge put putAll putIfAbsent remove replace replaceAll size \
         values",
    ),
    (
        "TreeMap",
        "ceilingEntry ceilingKey clear clone comparator compute computeIfAbsent computeIfPresent \
         containsKey containsValue descendingKeySet descendingMap entrySet firstEntry firstKey floorEntry \
         floorKey forEach get headMap higherEntry higherKey keySet lastEntry lastKey lowerEntry lowerKey \
         merge navigableKeySet pollFirstEntry pollLastEntry put putAll putIfAbsent remove replace \
         replaceAll size subMap tailMap values",
    ),
    (
        "Set",
        "add addAll clear contains containsAll copyOf isEmpty iterator of remove removeAll retainAll size \
         spliterator toArray",
    ),
    (
        "TreeSet",
        "add addAll ceiling clear clone comparator contains descendingIterator descendingSet first floor \
         headSet higher isEmpty iterator last lower pollFirst pollLast remove size spliterator subSet \
         tailSet",
    ),
    (
        "Deque",
        "add addAll addFirst addLast contains descendingIterator element getFirst getLast iterator offer \
         offerFirst offerLast peek peekFirst peekLast poll pollFirst pollLast pop push remove removeFirst \
         removeFirstOccurrence removeLast removeLastOccurrence size",
    ),
    (
        "PriorityQueue",
        "add clear comparator contains forEach iterator offer peek poll remove removeAll removeIf \
         retainAll size spliterator toArray",
    ),
    (
        "LinkedList",
        "add addAll addFirst addLast clear clone contains descendingIterator element get getFirst getLast \
         indexOf lastIndexOf listIterator offer offerFirst offerLast peek peekFirst peekLast poll \
         pollFirst pollLast pop push remove removeFirst removeFirstOccurrence removeLast \
         removeLastOccurrence set size spliterator toArray",
    ),
    ("Iterator", "forEachRemaining hasNext next remove"),
    (
        "Collections",
        "addAll asLifoQueue binarySearch checkedCollection checkedList checkedMap checkedNavigableMap \
         checkedNavigableSet checkedQueue checkedSet checkedSortedMap checkedSortedSet copy disjoint \
         emptyEnumeration emptyIterator emptyList emptyListIterator emptyMap emptyNavigableMap \
         emptyNavigableSet emptySet emptySortedMap emptySortedSet enumeration fill frequency \
         indexOfSubList lastIndexOfSubList list max min nCopies newSetFromMap replaceAll reverse \
         reverseOrder rotate shuffle singleton singletonList singletonMap sort swap \
         synchronizedCollection synchronizedList synchronizedMap synchronizedNavigableMap \
         synchronizedNavigableSet synchronizedSet synchronizedSortedMap synchronizedSortedSet \
         unmodifiableCollection unmodifiableList unmodifiableMap unmodifiableNavigableMap \
         unmodifiableNavigableSet unmodifiableSet unmodifiableSortedMap unmodifiableSortedSet",
    ),
    (
        "Arrays",
        "asList binarySearch compare compareUnsigned copyOf copyOfRange deepEquals deepHashCode \
         deepToString fill mismatch parallelPrefix parallelSetAll parallelSort setAll sort spliterator \
         stream toString",
    ),
    (
        "Objects",
        "checkFromIndexSize checkFromToIndex checkIndex compare deepEquals hash isNull nonNull \
         requireNonNull requireNonNullElse requireNonNullElseGet toString",
    ),
    (
        "Optional",
        "empty filter flatMap get ifPresent ifPresentOrElse isEmpty isPresent map of ofNullable or orElse \
         orElseGet orElseThrow stream toString",
    ),
    (
        "Scanner",
        "close delimiter findAll findInLine findWithinHorizon hasNext hasNextBigDecimal hasNextBigInteger \
         hasNextBoolean hasNextByte hasNextDouble hasNextFloat hasNextInt hasNextLine hasNextLong \
         hasNextShort ioException locale match next nextBigDecimal nextBigInteger nextBoolean nextByte \
         nextDouble nextFloat nextInt nextLine nextLong nextShort radix remove reset skip toString tokens \
         useDelimiter useLocale useRadix",
    ),
    (
        "Random",
        "doubles ints longs nextBoolean nextBytes nextDouble nextFloat nextGaussian nextInt nextLong \
         setSeed",
    ),
    (
        "BitSet",
        "and andNot cardinality clear clone flip get intersects isEmpty length nextClearBit nextSetBit or \
         previousClearBit previousSetBit set size stream toByteArray toLongArray toString valueOf xor",
    ),
    (
        "Comparator",
        "compare comparing comparingDouble comparingInt comparingLong naturalOrder nullsFirst nullsLast \
         reverseOrder reversed thenComparing thenComparingDouble thenComparingInt thenComparingLong",
    ),
    ("StringTokenizer", "countTokens hasMoreElements hasMoreTokens nextElement nextToken"),
    ("StringJoiner", "add length merge setEmptyValue toString"),
    ("EnumSet", "allOf clone complementOf copyOf noneOf of range"),
    (
        "UUID",
        "clockSequence compareTo fromString getLeastSignificantBits getMostSignificantBits \
         nameUUIDFromBytes node randomUUID timestamp toString variant version",
    ),
    (
        "Stream",
        "allMatch anyMatch builder collect concat count distinct dropWhile empty filter findAny findFirst \
         flatMap flatMapToDouble flatMapToInt flatMapToLong forEach forEachOrdered generate iterate limit \
         map mapMulti mapMultiToDouble mapMultiToInt mapMultiToLong mapToDouble mapToInt mapToLong max \
         min noneMatch of ofNullable peek reduce skip sorted takeWhile toArray toList",
    ),
    (
        "IntStream",
        "allMatch anyMatch asDoubleStream asLongStream average boxed builder collect concat count \
         distinct dropWhile empty filter findAny findFirst flatMap forEach forEachOrdered generate \
         iterate iterator limit map mapMulti mapToDouble mapToLong mapToObj max min noneMatch of parallel \
         peek range rangeClosed reduce sequential skip sorted spliterator sum summaryStatistics takeWhile \
         toArray",
    ),
    (
        "Collectors",
        "averagingDouble averagingInt averagingLong collectingAndThen counting filtering flatMapping \
         groupingBy groupingByConcurrent joining mapping maxBy minBy partitioningBy reducing \
         summarizingDouble summarizingInt summarizingLong summingDouble summingInt summingLong teeing \
         toCollection toConcurrentMap toList toMap toSet toUnmodifiableList toUnmodifiableMap \
         toUnmodifiableSet",
    ),
    ("Function", "andThen apply compose identity"),
    ("Predicate", "and isEqual negate not or test"),
    ("Consumer", "accept andThen"),
    ("Supplier", "get"),
    ("BiFunction", "andThen apply"),
    ("LongSupplier", "getAsLong"),
    (
        "Matcher",
        "appendReplacement appendTail end find group groupCount hasAnchoringBounds hasTransparentBounds \
         hitEnd lookingAt matches pattern quoteReplacement region regionEnd regionStart replaceAll \
         replaceFirst requireEnd reset results start toMatchResult toString useAnchoringBounds usePattern \
         useTransparentBounds",
    ),
    (
        "Pattern",
        "asMatchPredicate asPredicate compile flags matcher matches pattern quote split splitAsStream \
         toString",
    ),
    (
        "BigDecimal",
        "abs add byteValueExact compareTo divide divideAndRemainder divideToIntegralValue doubleValue \
         floatValue intValue intValueExact longValue longValueExact max min movePointLeft movePointRight \
         multiply negate plus pow precision remainder round scale scaleByPowerOfTen setScale \
         shortValueExact signum sqrt stripTrailingZeros subtract toBigInteger toBigIntegerExact \
         toEngineeringString toPlainString toString ulp unscaledValue valueOf",
    ),
    (
        "BigInteger",
        "abs add and andNot bitCount bitLength byteValueExact clearBit compareTo divide \
         divideAndRemainder doubleValue flipBit floatValue gcd getLowestSetBit intValue intValueExact \
         isProbablePrime longValue longValueExact max min mod modInverse modPow multiply negate \
         nextProbablePrime not or pow probablePrime remainder setBit shiftLeft shiftRight shortValueExact \
         signum sqrt sqrtAndRemainder subtract testBit toByteArray toString valueOf xor",
    ),
    (
        "LocalDate",
        "adjustInto atStartOfDay atTime compareTo datesUntil format from get getChronology getDayOfMonth \
         getDayOfWeek getDayOfYear getEra getLong getMonth getMonthValue getYear isAfter isBefore isEqual \
         isLeapYear isSupported lengthOfMonth lengthOfYear minus minusDays minusMonths minusWeeks \
         minusYears now of ofEpochDay ofInstant ofYearDay parse plus plusDays plusMonths plusWeeks \
         plusYears query range toEpochDay toEpochSecond toString until with withDayOfMonth withDayOfYear \
         withMonth withYear",
    ),
    (
        "LocalDateTime",
        "adjustInto atOffset atZone compareTo format from get getDayOfMonth getDayOfWeek getDayOfYear \
         getHour getLong getMinute getMonth getMonthValue getNano getSecond getYear isAfter isBefore \
         isEqual isSupported minus minusDays minusHours minusMinutes minusMonths minusNanos minusSeconds \
         minusWeeks minusYears now of ofEpochSecond ofInstant parse plus plusDays plusHours plusMinutes \
         plusMonths plusNanos plusSeconds plusWeeks plusYears query range toLocalDate toLocalTime \
         toString truncatedTo until with withDayOfMonth withDayOfYear withHour withMinute withMonth \
         withNano withSecond withYear",
    ),
    (
        "LocalTime",
        "adjustInto atDate atOffset compareTo format from get getHour getLong getMinute getNano getSecond \
         isAfter isBefore isSupported minus minusHours minusMinutes minusNanos minusSeconds now of \
         ofInstant ofNanoOfDay ofSecondOfDay parse plus plusHours plusMinutes plusNanos plusSeconds query \
         range toEpochSecond toNanoOfDay toSecondOfDay toString truncatedTo until with withHour \
         withMinute withNano withSecond",
    ),
    (
        "Instant",
        "adjustInto atOffset atZone compareTo from get getEpochSecond getLong getNano isAfter isBefore \
         isSupported minus minusMillis minusNanos minusSeconds now ofEpochMilli ofEpochSecond parse plus \
         plusMillis plusNanos plusSeconds query range toEpochMilli toString truncatedTo until with",
    ),
    (
        "Duration",
        "abs addTo between compareTo dividedBy from get getNano getSeconds getUnits isNegative isZero \
         minus minusDays minusHours minusMillis minusMinutes minusNanos minusSeconds multipliedBy negated \
         of ofDays ofHours ofMillis ofMinutes ofNanos ofSeconds parse plus plusDays plusHours plusMillis \
         plusMinutes plusNanos plusSeconds subtractFrom toDays toDaysPart toHours toHoursPart toMillis \
         toMillisPart toMinutes toMinutesPart toNanos toNanosPart toSeconds toSecondsPart toString \
         truncatedTo withNanos withSeconds",
    ),
    (
        "Period",
        "addTo between from get getChronology getDays getMonths getUnits getYears isNegative isZero minus \
         minusDays minusMonths minusYears multipliedBy negated normalized of ofDays ofMonths ofWeeks \
         ofYears parse plus plusDays plusMonths plusYears subtractFrom toString toTotalMonths withDays \
         withMonths withYears",
    ),
    (
        "DayOfWeek",
        "adjustInto from get getDisplayName getLong getValue isSupported minus of plus query range \
         valueOf values",
    ),
    (
        "DateTimeFormatter",
        "format formatTo getChronology getDecimalStyle getLocale getResolverFields getResolverStyle \
         getZone localizedBy ofLocalizedDate ofLocalizedDateTime ofLocalizedTime ofPattern parse \
         parseBest parseUnresolved parsedExcessDays parsedLeapSecond toFormat toString withChronology \
         withDecimalStyle withLocale withResolverFields withResolverStyle withZone",
    ),
    (
        "ChronoUnit",
        "addTo between getDuration isDateBased isDurationEstimated isSupportedBy isTimeBased toString \
         valueOf values",
    ),
    ("BufferedReader", "close lines mark markSupported read readLine ready reset skip"),
    ("PrintStream", "append checkError close flush format print printf println write writeBytes"),
    ("BufferedWriter", "close flush newLine write"),
    (
        "File",
        "canExecute canRead canWrite compareTo createNewFile createTempFile delete deleteOnExit exists \
         getAbsoluteFile getAbsolutePath getCanonicalFile getCanonicalPath getFreeSpace getName getParent \
         getParentFile getPath getTotalSpace getUsableSpace isAbsolute isDirectory isFile isHidden \
         lastModified length list listFiles listRoots mkdir mkdirs renameTo setExecutable setLastModified \
         setReadOnly setReadable setWritable toPath toString toURI toURL",
    ),
    (
        "Files",
        "copy createDirectories createDirectory createFile createLink createSymbolicLink \
         createTempDirectory createTempFile delete deleteIfExists exists find getAttribute \
         getFileAttributeView getFileStore getLastModifiedTime getOwner getPosixFilePermissions \
         isDirectory isExecutable isHidden isReadable isRegularFile isSameFile isSymbolicLink isWritable \
         lines list mismatch move newBufferedReader newBufferedWriter newByteChannel newDirectoryStream \
         newInputStream newOutputStream notExists probeContentType readAllBytes readAllLines \
         readAttributes readString readSymbolicLink setAttribute setLastModifiedTime setOwner \
         setPosixFilePermissions size walk walkFileTree write writeString",
    ),
    (
        "Path",
        "compareTo endsWith getFileName getFileSystem getName getNameCount getParent getRoot isAbsolute \
         iterator normalize of register relativize resolve resolveSibling startsWith subpath \
         toAbsolutePath toFile toRealPath toString toUri",
    ),
    (
        "ByteBuffer",
        "alignedSlice alignmentOffset allocate allocateDirect array arrayOffset asCharBuffer \
         asDoubleBuffer asFloatBuffer asIntBuffer asLongBuffer asReadOnlyBuffer asShortBuffer clear \
         compact compareTo duplicate flip get getChar getDouble getFloat getInt getLong getShort hasArray \
         isDirect limit mark mismatch order position put putChar putDouble putFloat putInt putLong \
         putShort reset rewind slice toString wrap",
    ),
    (
        "AtomicInteger",
        "accumulateAndGet addAndGet compareAndExchange compareAndExchangeAcquire \
         compareAndExchangeRelease compareAndSet decrementAndGet doubleValue floatValue get getAcquire \
         getAndAccumulate getAndAdd getAndDecrement getAndIncrement getAndSet getAndUpdate getOpaque \
         getPlain incrementAndGet intValue lazySet longValue set setOpaque setPlain setRelease toString \
         updateAndGet weakCompareAndSet weakCompareAndSetAcquire weakCompareAndSetPlain \
         weakCompareAndSetRelease weakCompareAndSetVolatile",
    ),
    (
        "AtomicReference",
        "accumulateAndGet compareAndExchange compareAndExchangeAcquire compareAndExchangeRelease \
         compareAndSet get getAcquire getAndAccumulate getAndSet getAndUpdate getOpaque getPlain lazySet \
         set setOpaque setPlain setRelease toString updateAndGet weakCompareAndSet \
         weakCompareAndSetAcquire weakCompareAndSetPlain weakCompareAndSetRelease \
         weakCompareAndSetVolatile",
    ),
    (
        "ExecutorService",
        "awaitTermination invokeAll invokeAny isShutdown isTerminated shutdown shutdownNow submit",
    ),
    (
        "Executors",
        "callable defaultThreadFactory newCachedThreadPool newFixedThreadPool newScheduledThreadPool \
         newSingleThreadExecutor newSingleThreadScheduledExecutor newWorkStealingPool privilegedCallable \
         privilegedCallableUsingCurrentClassLoader privilegedThreadFactory unconfigurableExecutorService \
         unconfigurableScheduledExecutorService",
    ),
    ("Future", "cancel get isCancelled isDone"),
    (
        "CompletableFuture",
        "acceptEither acceptEitherAsync allOf anyOf applyToEither applyToEitherAsync cancel complete \
         completeAsync completeExceptionally completeOnTimeout completedFuture completedStage copy \
         defaultExecutor delayedExecutor exceptionally exceptionallyAsync exceptionallyCompose \
         exceptionallyComposeAsync failedFuture failedStage get getNow getNumberOfDependents handle \
         handleAsync isCancelled isCompletedExceptionally isDone join minimalCompletionStage \
         newIncompleteFuture obtrudeException obtrudeValue orTimeout runAfterBoth runAfterBothAsync \
         runAfterEither runAfterEitherAsync runAsync supplyAsync thenAccept thenAcceptAsync \
         thenAcceptBoth thenAcceptBothAsync thenApply thenApplyAsync thenCombine thenCombineAsync \
         thenCompose thenComposeAsync thenRun thenRunAsync toCompletableFuture toString whenComplete \
         whenCompleteAsync",
    ),
    (
        "ConcurrentHashMap",
        "clear compute computeIfAbsent computeIfPresent contains containsKey containsValue elements \
         entrySet forEach forEachEntry forEachKey forEachValue get getOrDefault isEmpty keySet keys \
         mappingCount merge newKeySet put putAll putIfAbsent reduce reduceEntries reduceEntriesToDouble \
         reduceEntriesToInt reduceEntriesToLong reduceKeys reduceKeysToDouble reduceKeysToInt \
         reduceKeysToLong reduceToDouble reduceToInt reduceToLong reduceValues reduceValuesToDouble \
         reduceValuesToInt reduceValuesToLong remove replace replaceAll search searchEntries searchKeys \
         searchValues size toString values",
    ),
    (
        "TimeUnit",
        "convert of sleep timedJoin timedWait toChronoUnit toDays toHours toMicros toMillis toMinutes \
         toNanos toSeconds valueOf values",
    ),
    ("Callable", "call"),
    ("Runnable", "run"),
    (
        "ReentrantLock",
        "getHoldCount getQueueLength getWaitQueueLength hasQueuedThread hasQueuedThreads hasWaiters \
         isFair isHeldByCurrentThread isLocked lock lockInterruptibly newCondition toString tryLock \
         unlock",
    ),
    (
        "Clock",
        "fixed getZone instant millis offset system systemDefaultZone systemUTC tick tickMillis \
         tickMinutes tickSeconds withZone",
    ),
    ("CRC32", "getValue reset update"),
];
