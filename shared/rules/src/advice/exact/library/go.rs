//! Names of Go's library. From the files `api/go1*.txt` of its sources, up to 1.19.

/// Packages of Go's library, by their paths, with the names that others may use.
pub(crate) const PACKAGES_OF_GO: &[(&str, &str)] = &[
    (
        "bufio",
        "ErrAdvanceTooFar ErrBadReadCount ErrBufferFull ErrFinalToken ErrInvalidUnreadByte \
         ErrInvalidUnreadRune ErrNegativeAdvance ErrNegativeCount ErrTooLong MaxScanTokenSize \
         NewReadWriter NewReader NewReaderSize NewScanner NewWriter NewWriterSize ReadWriter Reader \
         ScanBytes ScanLines ScanRunes ScanWords Scanner SplitFunc Writer",
    ),
    (
        "bytes",
        "Buffer Compare Contains ContainsAny ContainsRune Count Cut Equal EqualFold ErrTooLarge Fields \
         FieldsFunc HasPrefix HasSuffix Index IndexAny IndexByte IndexFunc IndexRune Join LastIndex \
         LastIndexAny LastIndexByte LastIndexFunc Map MinRead NewBuffer NewBufferString NewReader Reader \
         Repeat Replace ReplaceAll Runes Split SplitAfter SplitAfterN SplitN Title ToLower ToLowerSpecial \
         ToTitle ToTitleSpecial ToUpper ToUpperSpecial ToValidUTF8 Trim TrimFunc TrimLeft TrimLeftFunc \
         TrimPrefix TrimRight TrimRightFunc TrimSpace TrimSuffix",
    ),
    (
        "context",
        "Background CancelFunc Canceled Context DeadlineExceeded TODO WithCancel WithDeadline WithTimeout \
         WithValue",
    ),
    ("crypto/rand", "Int Prime Read Reader"),
    ("crypto/sha256", "BlockSize New New224 Size Size224 Sum224 Sum256"),
    (
        "database/sql",
        "ColumnType Conn DB DBStats Drivers ErrConnDone ErrNoRows ErrTxDone IsolationLevel LevelDefault \
         LevelLinearizable LevelReadCommitted LevelReadUncommitted LevelRepeatableRead LevelSerializable \
         LevelSnapshot LevelWriteCommitted Named NamedArg NullBool NullByte NullFloat64 NullInt16 \
         NullInt32 NullInt64 NullString NullTime Open OpenDB Out RawBytes Register Result Row Rows \
         Scanner Stmt Tx TxOptions",
    ),
    (
        "encoding/base64",
        "CorruptInputError Encoding NewDecoder NewEncoder NewEncoding NoPadding RawStdEncoding \
         RawURLEncoding StdEncoding StdPadding URLEncoding",
    ),
    (
        "encoding/binary",
        "AppendByteOrder AppendUvarint AppendVarint BigEndian ByteOrder LittleEndian MaxVarintLen16 \
         MaxVarintLen32 MaxVarintLen64 PutUvarint PutVarint Read ReadUvarint ReadVarint Size Uvarint \
         Varint Write",
    ),
    (
        "encoding/csv",
        "ErrBareQuote ErrFieldCount ErrQuote ErrTrailingComma NewReader NewWriter ParseError Reader \
         Writer",
    ),
    (
        "encoding/hex",
        "Decode DecodeString DecodedLen Dump Dumper Encode EncodeToString EncodedLen ErrLength \
         InvalidByteError NewDecoder NewEncoder",
    ),
    (
        "encoding/json",
        "Compact Decoder Delim Encoder HTMLEscape Indent InvalidUTF8Error InvalidUnmarshalError Marshal \
         MarshalIndent Marshaler MarshalerError NewDecoder NewEncoder Number RawMessage SyntaxError Token \
         Unmarshal UnmarshalFieldError UnmarshalTypeError Unmarshaler UnsupportedTypeError \
         UnsupportedValueError Valid",
    ),
    ("errors", "As Is New Unwrap"),
    (
        "flag",
        "Arg Args Bool BoolVar CommandLine ContinueOnError Duration DurationVar ErrHelp ErrorHandling \
         ExitOnError Flag FlagSet Float64 Float64Var Func Getter Int Int64 Int64Var IntVar Lookup NArg \
         NFlag NewFlagSet PanicOnError Parse Parsed PrintDefaults Set String StringVar TextVar Uint \
         Uint64 Uint64Var UintVar UnquoteUsage Usage Value Var Visit VisitAll",
    ),
    (
        "fmt",
        "Append Appendf Appendln Errorf Formatter Fprint Fprintf Fprintln Fscan Fscanf Fscanln GoStringer \
         Print Printf Println Scan ScanState Scanf Scanln Scanner Sprint Sprintf Sprintln Sscan Sscanf \
         Sscanln State Stringer",
    ),
    ("html", "EscapeString UnescapeString"),
    (
        "html/template",
        "CSS ErrAmbigContext ErrBadHTML ErrBranchEnd ErrEndContext ErrNoSuchTemplate ErrOutputContext \
         ErrPartialCharset ErrPartialEscape ErrPredefinedEscaper ErrRangeLoopReentry ErrSlashAmbig Error \
         ErrorCode FuncMap HTML HTMLAttr HTMLEscape HTMLEscapeString HTMLEscaper IsTrue JS JSEscape \
         JSEscapeString JSEscaper JSStr Must New OK ParseFS ParseFiles ParseGlob Srcset Template URL \
         URLQueryEscaper",
    ),
    (
        "io",
        "ByteReader ByteScanner ByteWriter Closer Copy CopyBuffer CopyN Discard EOF ErrClosedPipe \
         ErrNoProgress ErrShortBuffer ErrShortWrite ErrUnexpectedEOF LimitReader LimitedReader \
         MultiReader MultiWriter NewSectionReader NopCloser Pipe PipeReader PipeWriter ReadAll \
         ReadAtLeast ReadCloser ReadFull ReadSeekCloser ReadSeeker ReadWriteCloser ReadWriteSeeker \
         ReadWriter Reader ReaderAt ReaderFrom RuneReader RuneScanner SectionReader SeekCurrent SeekEnd \
         SeekStart Seeker StringWriter TeeReader WriteCloser WriteSeeker WriteString Writer WriterAt \
         WriterTo",
    ),
    (
        "io/fs",
        "DirEntry ErrClosed ErrExist ErrInvalid ErrNotExist ErrPermission FS File FileInfo \
         FileInfoToDirEntry FileMode Glob GlobFS ModeAppend ModeCharDevice ModeDevice ModeDir \
         ModeExclusive ModeIrregular ModeNamedPipe ModePerm ModeSetgid ModeSetuid ModeSocket ModeSticky \
         ModeSymlink ModeTemporary ModeType PathError ReadDir ReadDirFS ReadDirFile ReadFile ReadFileFS \
         SkipDir Stat StatFS Sub SubFS ValidPath WalkDir WalkDirFunc",
    ),
    (
        "log",
        "Default Fatal Fatalf Fatalln Flags LUTC Ldate Llongfile Lmicroseconds Lmsgprefix Logger \
         Lshortfile LstdFlags Ltime New Output Panic Panicf Panicln Prefix Print Printf Println SetFlags \
         SetOutput SetPrefix Writer",
    ),
    (
        "math",
        "Abs Acos Acosh Asin Asinh Atan Atan2 Atanh Cbrt Ceil Copysign Cos Cosh Dim E Erf Erfc Erfcinv \
         Erfinv Exp Exp2 Expm1 FMA Float32bits Float32frombits Float64bits Float64frombits Floor Frexp \
         Gamma Hypot Ilogb Inf IsInf IsNaN J0 J1 Jn Ldexp Lgamma Ln10 Ln2 Log Log10 Log10E Log1p Log2 \
         Log2E Logb Max MaxFloat32 MaxFloat64 MaxInt MaxInt16 MaxInt32 MaxInt64 MaxInt8 MaxUint MaxUint16 \
         MaxUint32 MaxUint64 MaxUint8 Min MinInt MinInt16 MinInt32 MinInt64 MinInt8 Mod Modf NaN \
         Nextafter Nextafter32 Phi Pi Pow Pow10 Remainder Round RoundToEven Signbit Sin Sincos Sinh \
         SmallestNonzeroFloat32 SmallestNonzeroFloat64 Sqrt Sqrt2 SqrtE SqrtPhi SqrtPi Tan Tanh Trunc Y0 \
         Y1 Yn",
    ),
    (
        "math/big",
        "Above Accuracy AwayFromZero Below ErrNaN Exact Float Int Jacobi MaxBase MaxExp MaxPrec MinExp \
         NewFloat NewInt NewRat ParseFloat Rat RoundingMode ToNearestAway ToNearestEven ToNegativeInf \
         ToPositiveInf ToZero Word",
    ),
    (
        "math/bits",
        "Add Add32 Add64 Div Div32 Div64 LeadingZeros LeadingZeros16 LeadingZeros32 LeadingZeros64 \
         LeadingZeros8 Len Len16 Len32 Len64 Len8 Mul Mul32 Mul64 OnesCount OnesCount16 OnesCount32 \
         OnesCount64 OnesCount8 Rem Rem32 Rem64 Reverse Reverse16 Reverse32 Reverse64 Reverse8 \
         ReverseBytes ReverseBytes16 ReverseBytes32 ReverseBytes64 RotateLeft RotateLeft16 RotateLeft32 \
         RotateLeft64 RotateLeft8 Sub Sub32 Sub64 TrailingZeros TrailingZeros16 TrailingZeros32 \
         TrailingZeros64 TrailingZeros8 UintSize",
    ),
    (
        "math/rand",
        "ExpFloat64 Float32 Float64 Int Int31 Int31n Int63 Int63n Intn New NewSource NewZipf NormFloat64 \
         Perm Rand Read Seed Shuffle Source Source64 Uint32 Uint64 Zipf",
    ),
    (
        "net",
        "Addr AddrError Buffers CIDRMask Conn DNSConfigError DNSError DefaultResolver Dial DialIP DialTCP \
         DialTimeout DialUDP DialUnix Dialer ErrClosed ErrWriteToConnected Error FileConn FileListener \
         FilePacketConn FlagBroadcast FlagLoopback FlagMulticast FlagPointToPoint FlagUp Flags \
         HardwareAddr IP IPAddr IPConn IPMask IPNet IPv4 IPv4Mask IPv4allrouter IPv4allsys IPv4bcast \
         IPv4len IPv4zero IPv6interfacelocalallnodes IPv6len IPv6linklocalallnodes \
         IPv6linklocalallrouters IPv6loopback IPv6unspecified IPv6zero Interface InterfaceAddrs \
         InterfaceByIndex InterfaceByName Interfaces InvalidAddrError JoinHostPort Listen ListenConfig \
         ListenIP ListenMulticastUDP ListenPacket ListenTCP ListenUDP ListenUnix ListenUnixgram Listener \
         LookupAddr LookupCNAME LookupHost LookupIP LookupMX LookupNS LookupPort LookupSRV LookupTXT MX \
         NS OpError PacketConn ParseCIDR ParseError ParseIP ParseMAC Pipe ResolveIPAddr ResolveTCPAddr \
         ResolveUDPAddr ResolveUnixAddr Resolver SRV SplitHostPort TCPAddr TCPAddrFromAddrPort TCPConn \
         TCPListener UDPAddr UDPAddrFromAddrPort UDPConn UnixAddr UnixConn UnixListener \
         UnknownNetworkError",
    ),
    (
        "net/http",
        "AllowQuerySemicolons CanonicalHeaderKey Client CloseNotifier ConnState Cookie CookieJar \
         DefaultClient DefaultMaxHeaderBytes DefaultMaxIdleConnsPerHost DefaultServeMux DefaultTransport \
         DetectContentType Dir ErrAbortHandler ErrBodyNotAllowed ErrBodyReadAfterClose ErrContentLength \
         ErrHandlerTimeout ErrHeaderTooLong ErrHijacked ErrLineTooLong ErrMissingBoundary \
         ErrMissingContentLength ErrMissingFile ErrNoCookie ErrNoLocation ErrNotMultipart ErrNotSupported \
         ErrServerClosed ErrShortBody ErrSkipAltProtocol ErrUnexpectedTrailer ErrUseLastResponse \
         ErrWriteAfterFlush Error FS File FileServer FileSystem Flusher Get Handle HandleFunc Handler \
         HandlerFunc Head Header Hijacker ListenAndServe ListenAndServeTLS LocalAddrContextKey \
         MaxBytesError MaxBytesHandler MaxBytesReader MethodConnect MethodDelete MethodGet MethodHead \
         MethodOptions MethodPatch MethodPost MethodPut MethodTrace NewFileTransport NewRequest \
         NewRequestWithContext NewServeMux NoBody NotFound NotFoundHandler ParseHTTPVersion ParseTime \
         Post PostForm ProtocolError ProxyFromEnvironment ProxyURL PushOptions Pusher ReadRequest \
         ReadResponse Redirect RedirectHandler Request Response ResponseWriter RoundTripper SameSite \
         SameSiteDefaultMode SameSiteLaxMode SameSiteNoneMode SameSiteStrictMode Serve ServeContent \
         ServeFile ServeMux ServeTLS Server ServerContextKey SetCookie StateActive StateClosed \
         StateHijacked StateIdle StateNew StatusAccepted StatusAlreadyReported StatusBadGateway \
         StatusBadRequest StatusConflict StatusContinue StatusCreated StatusEarlyHints \
         StatusExpectationFailed StatusFailedDependency StatusForbidden StatusFound StatusGatewayTimeout \
         StatusGone StatusHTTPVersionNotSupported StatusIMUsed StatusInsufficientStorage \
         StatusInternalServerError StatusLengthRequired StatusLocked StatusLoopDetected \
         StatusMethodNotAllowed StatusMisdirectedRequest StatusMovedPermanently StatusMultiStatus \
         StatusMultipleChoices StatusNetworkAuthenticationRequired StatusNoContent \
         StatusNonAuthoritativeInfo StatusNotAcceptable StatusNotExtended StatusNotFound \
         StatusNotImplemented StatusNotModified StatusOK StatusPartialContent StatusPaymentRequired \
         StatusPermanentRedirect StatusPreconditionFailed StatusPreconditionRequired StatusProcessing \
         StatusProxyAuthRequired StatusRequestEntityTooLarge StatusRequestHeaderFieldsTooLarge \
         StatusRequestTimeout StatusRequestURITooLong StatusRequestedRangeNotSatisfiable \
         StatusResetContent StatusSeeOther StatusServiceUnavailable StatusSwitchingProtocols StatusTeapot \
         StatusTemporaryRedirect StatusText StatusTooEarly StatusTooManyRequests StatusUnauthorized \
         StatusUnavailableForLegalReasons StatusUnprocessableEntity StatusUnsupportedMediaType \
         StatusUpgradeRequired StatusUseProxy StatusVariantAlsoNegotiates StripPrefix TimeFormat \
         TimeoutHandler TrailerPrefix Transport",
    ),
    (
        "net/http/httptest",
        "DefaultRemoteAddr NewRecorder NewRequest NewServer NewTLSServer NewUnstartedServer \
         ResponseRecorder Server",
    ),
    (
        "net/url",
        "Error EscapeError InvalidHostError JoinPath Parse ParseQuery ParseRequestURI PathEscape \
         PathUnescape QueryEscape QueryUnescape URL User UserPassword Userinfo Values",
    ),
    (
        "os",
        "Args Chdir Chmod Chown Chtimes Clearenv Create CreateTemp DevNull DirEntry DirFS Environ \
         ErrClosed ErrDeadlineExceeded ErrExist ErrInvalid ErrNoDeadline ErrNotExist ErrPermission \
         ErrProcessDone Executable Exit Expand ExpandEnv File FileInfo FileMode FindProcess Getegid \
         Getenv Geteuid Getgid Getgroups Getpagesize Getpid Getppid Getuid Getwd Hostname Interrupt \
         IsExist IsNotExist IsPathSeparator IsPermission IsTimeout Kill Lchown Link LinkError LookupEnv \
         Lstat Mkdir MkdirAll MkdirTemp ModeAppend ModeCharDevice ModeDevice ModeDir ModeExclusive \
         ModeIrregular ModeNamedPipe ModePerm ModeSetgid ModeSetuid ModeSocket ModeSticky ModeSymlink \
         ModeTemporary ModeType NewFile NewSyscallError O_APPEND O_CREATE O_EXCL O_RDONLY O_RDWR O_SYNC \
         O_TRUNC O_WRONLY Open OpenFile PathError PathListSeparator PathSeparator Pipe ProcAttr Process \
         ProcessState ReadDir ReadFile Readlink Remove RemoveAll Rename SameFile Setenv Signal \
         StartProcess Stat Stderr Stdin Stdout Symlink SyscallError TempDir Truncate Unsetenv \
         UserCacheDir UserConfigDir UserHomeDir WriteFile",
    ),
    ("os/exec", "Cmd Command CommandContext ErrDot ErrNotFound Error ExitError LookPath"),
    ("os/signal", "Ignore Ignored Notify NotifyContext Reset Stop"),
    ("path", "Base Clean Dir ErrBadPattern Ext IsAbs Join Match Split"),
    (
        "path/filepath",
        "Abs Base Clean Dir ErrBadPattern EvalSymlinks Ext FromSlash Glob HasPrefix IsAbs Join \
         ListSeparator Match Rel Separator SkipDir Split SplitList ToSlash VolumeName Walk WalkDir \
         WalkFunc",
    ),
    (
        "reflect",
        "Append AppendSlice Array ArrayOf Bool BothDir Chan ChanDir ChanOf Complex128 Complex64 Copy \
         DeepEqual Float32 Float64 Func FuncOf Indirect Int Int16 Int32 Int64 Int8 Interface Invalid Kind \
         MakeChan MakeFunc MakeMap MakeMapWithSize MakeSlice Map MapIter MapOf Method New NewAt Pointer \
         PointerTo Ptr PtrTo RecvDir Select SelectCase SelectDefault SelectDir SelectRecv SelectSend \
         SendDir Slice SliceHeader SliceOf String StringHeader Struct StructField StructOf StructTag \
         Swapper Type TypeOf Uint Uint16 Uint32 Uint64 Uint8 Uintptr UnsafePointer Value ValueError \
         ValueOf VisibleFields Zero",
    ),
    (
        "regexp",
        "Compile CompilePOSIX Match MatchReader MatchString MustCompile MustCompilePOSIX QuoteMeta Regexp",
    ),
    (
        "runtime",
        "BlockProfile BlockProfileRecord Breakpoint CPUProfile Caller Callers CallersFrames Compiler \
         Error Frame Frames Func FuncForPC GC GOARCH GOMAXPROCS GOOS GOROOT Goexit GoroutineProfile \
         Gosched KeepAlive LockOSThread MemProfile MemProfileRate MemProfileRecord MemStats MutexProfile \
         NumCPU NumCgoCall NumGoroutine ReadMemStats ReadTrace SetBlockProfileRate SetCPUProfileRate \
         SetCgoTraceback SetFinalizer SetMutexProfileFraction Stack StackRecord StartTrace StopTrace \
         ThreadCreateProfile TypeAssertionError UnlockOSThread Version",
    ),
    (
        "sort",
        "Find Float64Slice Float64s Float64sAreSorted IntSlice Interface Ints IntsAreSorted IsSorted \
         Reverse Search SearchFloat64s SearchInts SearchStrings Slice SliceIsSorted SliceStable Sort \
         Stable StringSlice Strings StringsAreSorted",
    ),
    (
        "strconv",
        "AppendBool AppendFloat AppendInt AppendQuote AppendQuoteRune AppendQuoteRuneToASCII \
         AppendQuoteRuneToGraphic AppendQuoteToASCII AppendQuoteToGraphic AppendUint Atoi CanBackquote \
         ErrRange ErrSyntax FormatBool FormatComplex FormatFloat FormatInt FormatUint IntSize IsGraphic \
         IsPrint Itoa NumError ParseBool ParseComplex ParseFloat ParseInt ParseUint Quote QuoteRune \
         QuoteRuneToASCII QuoteRuneToGraphic QuoteToASCII QuoteToGraphic QuotedPrefix Unquote UnquoteChar",
    ),
    (
        "strings",
        "Builder Clone Compare Contains ContainsAny ContainsRune Count Cut EqualFold Fields FieldsFunc \
         HasPrefix HasSuffix Index IndexAny IndexByte IndexFunc IndexRune Join LastIndex LastIndexAny \
         LastIndexByte LastIndexFunc Map NewReader NewReplacer Reader Repeat Replace ReplaceAll Replacer \
         Split SplitAfter SplitAfterN SplitN Title ToLower ToLowerSpecial ToTitle ToTitleSpecial ToUpper \
         ToUpperSpecial ToValidUTF8 Trim TrimFunc TrimLeft TrimLeftFunc TrimPrefix TrimRight \
         TrimRightFunc TrimSpace TrimSuffix",
    ),
    ("sync", "Cond Locker Map Mutex NewCond Once Pool RWMutex WaitGroup"),
    (
        "sync/atomic",
        "AddInt32 AddInt64 AddUint32 AddUint64 AddUintptr Bool CompareAndSwapInt32 CompareAndSwapInt64 \
         CompareAndSwapPointer CompareAndSwapUint32 CompareAndSwapUint64 CompareAndSwapUintptr Int32 \
         Int64 LoadInt32 LoadInt64 LoadPointer LoadUint32 LoadUint64 LoadUintptr Pointer StoreInt32 \
         StoreInt64 StorePointer StoreUint32 StoreUint64 StoreUintptr SwapInt32 SwapInt64 SwapPointer \
         SwapUint32 SwapUint64 SwapUintptr Uint32 Uint64 Uintptr Value",
    ),
    (
        "testing",
        "AllocsPerRun B Benchmark BenchmarkResult Cover CoverBlock CoverMode Coverage F Init \
         InternalBenchmark InternalExample InternalFuzzTarget InternalTest M Main MainStart PB \
         RegisterCover RunBenchmarks RunExamples RunTests Short T TB Verbose",
    ),
    (
        "time",
        "ANSIC After AfterFunc April August Date December Duration February FixedZone Friday Hour January \
         July June Kitchen Layout LoadLocation LoadLocationFromTZData Local Location March May \
         Microsecond Millisecond Minute Monday Month Nanosecond NewTicker NewTimer November Now October \
         Parse ParseDuration ParseError ParseInLocation RFC1123 RFC1123Z RFC3339 RFC3339Nano RFC822 \
         RFC822Z RFC850 RubyDate Saturday Second September Since Sleep Stamp StampMicro StampMilli \
         StampNano Sunday Thursday Tick Ticker Time Timer Tuesday UTC Unix UnixDate UnixMicro UnixMilli \
         Until Wednesday Weekday",
    ),
    (
        "unicode",
        "Is IsControl IsDigit IsGraphic IsLetter IsLower IsMark IsNumber IsOneOf IsPrint IsPunct IsSpace \
         IsSymbol IsTitle IsUpper MaxASCII MaxCase MaxLatin1 MaxRune To ToLower ToTitle ToUpper",
    ),
    (
        "unicode/utf8",
        "AppendRune DecodeLastRune DecodeLastRuneInString DecodeRune DecodeRuneInString EncodeRune \
         FullRune FullRuneInString MaxRune RuneCount RuneCountInString RuneError RuneLen RuneSelf \
         RuneStart UTFMax Valid ValidRune ValidString",
    ),
    ("container/heap", "Fix Init Interface Pop Push Remove"),
    ("container/list", "Element List New"),
];
/// The same packages with the methods and fields of their types.
pub(crate) const METHODS_OF_GO: &[(&str, &str)] = &[
    (
        "bufio",
        "Available AvailableBuffer Buffer Buffered Bytes Discard Err Flush Peek Read ReadByte ReadBytes \
         ReadFrom ReadLine ReadRune ReadSlice ReadString Reset Scan Size Split Text UnreadByte UnreadRune \
         Write WriteByte WriteRune WriteString WriteTo embedded",
    ),
    (
        "bytes",
        "Bytes Cap Grow Len Next Read ReadAt ReadByte ReadBytes ReadFrom ReadRune ReadString Reset Seek \
         Size String Truncate UnreadByte UnreadRune Write WriteByte WriteRune WriteString WriteTo",
    ),
    ("context", "Deadline Done Err Value"),
    (
        "database/sql",
        "Begin BeginTx Bool Byte Close ColumnTypes Columns Commit Conn DatabaseTypeName DecimalSize Dest \
         Driver Err Exec ExecContext Float64 Idle In InUse Int16 Int32 Int64 Isolation LastInsertId \
         Length MaxIdleClosed MaxIdleTimeClosed MaxLifetimeClosed MaxOpenConnections Name Next \
         NextResultSet Nullable OpenConnections Ping PingContext Prepare PrepareContext Query \
         QueryContext QueryRow QueryRowContext Raw ReadOnly Rollback RowsAffected Scan ScanType \
         SetConnMaxIdleTime SetConnMaxLifetime SetMaxIdleConns SetMaxOpenConns Stats Stmt StmtContext \
         String Time Valid Value WaitCount WaitDuration",
    ),
    (
        "encoding/base64",
        "Decode DecodeString DecodedLen Encode EncodeToString EncodedLen Error Strict WithPadding",
    ),
    (
        "encoding/binary",
        "AppendUint16 AppendUint32 AppendUint64 PutUint16 PutUint32 PutUint64 String Uint16 Uint32 Uint64",
    ),
    (
        "encoding/csv",
        "Column Comma Comment Err Error FieldPos FieldsPerRecord Flush InputOffset LazyQuotes Line Read \
         ReadAll ReuseRecord StartLine TrailingComma TrimLeadingSpace Unwrap UseCRLF Write WriteAll",
    ),
    ("encoding/hex", "Error"),
    (
        "encoding/json",
        "Buffered Decode DisallowUnknownFields Encode Err Error Field Float64 InputOffset Int64 Key \
         MarshalJSON More Offset S SetEscapeHTML SetIndent Str String Struct Token Type UnmarshalJSON \
         Unwrap UseNumber Value",
    ),
    (
        "flag",
        "Arg Args Bool BoolVar DefValue Duration DurationVar ErrorHandling Float64 Float64Var Func Get \
         Init Int Int64 Int64Var IntVar Lookup NArg NFlag Name Output Parse Parsed PrintDefaults Set \
         SetOutput String StringVar TextVar Uint Uint64 Uint64Var UintVar Usage Value Var Visit VisitAll",
    ),
    (
        "fmt",
        "Flag Format GoString Precision Read ReadRune Scan SkipSpace String Token UnreadRune Width Write",
    ),
    (
        "html/template",
        "AddParseTree Clone DefinedTemplates Delims Description Error ErrorCode Execute ExecuteTemplate \
         Funcs Line Lookup Name New Node Option Parse ParseFS ParseFiles ParseGlob Templates Tree",
    ),
    (
        "io",
        "Close CloseWithError N R Read ReadAt ReadByte ReadFrom ReadRune Seek Size UnreadByte UnreadRune \
         Write WriteAt WriteByte WriteString WriteTo",
    ),
    (
        "io/fs",
        "Close Err Error Glob Info IsDir IsRegular ModTime Mode Name Op Open Path Perm Read ReadDir \
         ReadFile Size Stat String Sub Sys Timeout Type Unwrap",
    ),
    (
        "log",
        "Fatal Fatalf Fatalln Flags Output Panic Panicf Panicln Prefix Print Printf Println SetFlags \
         SetOutput SetPrefix Writer",
    ),
    (
        "math/big",
        "Abs Acc Add And AndNot Append Binomial Bit BitLen Bits Bytes Cmp CmpAbs Copy Denom Div DivMod \
         Error Exp FillBytes Float32 Float64 FloatString Format GCD GobDecode GobEncode Int Int64 Inv \
         IsInf IsInt IsInt64 IsUint64 Lsh MantExp MarshalJSON MarshalText MinPrec Mod ModInverse ModSqrt \
         Mode Mul MulRange Neg Not Num Or Parse Prec ProbablyPrime Quo QuoRem Rand Rat RatString Rem Rsh \
         Scan Set SetBit SetBits SetBytes SetFloat64 SetFrac SetFrac64 SetInf SetInt SetInt64 SetMantExp \
         SetMode SetPrec SetRat SetString SetUint64 Sign Signbit Sqrt String Sub Text TrailingZeroBits \
         Uint64 UnmarshalJSON UnmarshalText Xor",
    ),
    (
        "math/rand",
        "ExpFloat64 Float32 Float64 Int Int31 Int31n Int63 Int63n Intn NormFloat64 Perm Read Seed Shuffle \
         Uint32 Uint64",
    ),
    (
        "net",
        "Accept AcceptTCP AcceptUnix Addr AddrPort Addrs Cancel Close CloseRead CloseWrite Contains \
         Control Deadline DefaultMask Dial DialContext DualStack Equal Err Error FallbackDelay File Flags \
         HardwareAddr Host IP Index IsGlobalUnicast IsInterfaceLocalMulticast IsLinkLocalMulticast \
         IsLinkLocalUnicast IsLoopback IsMulticast IsNotFound IsPrivate IsTemporary IsTimeout \
         IsUnspecified KeepAlive Listen ListenPacket LocalAddr LookupAddr LookupCNAME LookupHost LookupIP \
         LookupIPAddr LookupMX LookupNS LookupNetIP LookupPort LookupSRV LookupTXT MTU MarshalText Mask \
         MulticastAddrs Name Net Network Op Port Pref PreferGo Priority Read ReadFrom ReadFromIP \
         ReadFromUDP ReadFromUDPAddrPort ReadFromUnix ReadMsgIP ReadMsgUDP ReadMsgUDPAddrPort ReadMsgUnix \
         RemoteAddr Resolver Server SetDeadline SetKeepAlive SetKeepAlivePeriod SetLinger SetNoDelay \
         SetReadBuffer SetReadDeadline SetUnlinkOnClose SetWriteBuffer SetWriteDeadline Size Source \
         StrictErrors String SyscallConn Target Temporary Text Timeout To16 To4 Type UnmarshalText Unwrap \
         Weight Write WriteMsgIP WriteMsgUDP WriteMsgUDPAddrPort WriteMsgUnix WriteTo WriteToIP \
         WriteToUDP WriteToUDPAddrPort WriteToUnix Zone",
    ),
    (
        "net/http",
        "Add AddCookie Addr BaseContext BasicAuth Body Cancel CancelRequest CheckRedirect Clone Close \
         CloseIdleConnections CloseNotify ConnContext ConnState ContentLength Context Cookie Cookies Del \
         Dial DialContext DialTLS DialTLSContext DisableCompression DisableKeepAlives Do Domain Error \
         ErrorLog ErrorString ExpectContinueTimeout Expires Flush ForceAttemptHTTP2 Form FormFile \
         FormValue Get GetBody GetProxyConnectHeader Handle HandleFunc Handler Head Header Hijack Host \
         HttpOnly IdleConnTimeout IdleTimeout Jar Limit ListenAndServe ListenAndServeTLS Location MaxAge \
         MaxConnsPerHost MaxHeaderBytes MaxIdleConns MaxIdleConnsPerHost MaxResponseHeaderBytes Method \
         MultipartForm MultipartReader Name Open ParseForm ParseMultipartForm Path Post PostForm \
         PostFormValue Proto ProtoAtLeast ProtoMajor ProtoMinor Proxy ProxyConnectHeader Push Raw \
         RawExpires Read ReadBufferSize ReadHeaderTimeout ReadTimeout Readdir Referer RegisterOnShutdown \
         RegisterProtocol RemoteAddr Request RequestURI Response ResponseHeaderTimeout RoundTrip SameSite \
         Secure Seek Serve ServeHTTP ServeTLS Set SetBasicAuth SetCookies SetKeepAlivesEnabled Shutdown \
         Stat Status StatusCode String TLS TLSClientConfig TLSConfig TLSHandshakeTimeout TLSNextProto \
         Timeout Trailer TransferEncoding Transport URL Uncompressed Unparsed UserAgent Valid Value \
         Values WithContext Write WriteBufferSize WriteHeader WriteProxy WriteSubset WriteTimeout",
    ),
    (
        "net/http/httptest",
        "Body Certificate Client Close CloseClientConnections Code Config EnableHTTP2 Flush Flushed \
         Header HeaderMap Listener Result Start StartTLS TLS URL Write WriteHeader WriteString",
    ),
    (
        "net/url",
        "Add Del Encode Err Error EscapedFragment EscapedPath ForceQuery Fragment Get Has Host Hostname \
         IsAbs JoinPath MarshalBinary OmitHost Op Opaque Parse Password Path Port Query RawFragment \
         RawPath RawQuery Redacted RequestURI ResolveReference Scheme Set String Temporary Timeout URL \
         UnmarshalBinary Unwrap User Username",
    ),
    (
        "os",
        "Chdir Chmod Chown Close Dir Env Err Error ExitCode Exited Fd Files IsDir IsRegular Kill ModTime \
         Mode Name New Old Op Path Perm Pid Read ReadAt ReadDir ReadFrom Readdir Readdirnames Release \
         Seek SetDeadline SetReadDeadline SetWriteDeadline Signal Size Stat String Success Sync Sys \
         SysUsage Syscall SyscallConn SystemTime Timeout Truncate Unwrap UserTime Wait Write WriteAt \
         WriteString",
    ),
    (
        "os/exec",
        "Args CombinedOutput Dir Env Environ Err Error ExitCode Exited ExtraFiles Name Output Path Pid \
         Process ProcessState Run Start Stderr StderrPipe Stdin StdinPipe Stdout StdoutPipe String \
         Success Sys SysProcAttr SysUsage SystemTime Unwrap UserTime Wait embedded",
    ),
    (
        "reflect",
        "Addr Align Anonymous AssignableTo Bits Bool Bytes Call CallSlice CanAddr CanComplex CanConvert \
         CanFloat CanInt CanInterface CanSet CanUint Cap Chan ChanDir Close Comparable Complex Convert \
         ConvertibleTo Data Dir Elem Error Field FieldAlign FieldByIndex FieldByIndexErr FieldByName \
         FieldByNameFunc Float Func Get Implements In Index Int Interface InterfaceData IsExported IsNil \
         IsValid IsVariadic IsZero Key Kind Len Lookup MapIndex MapKeys MapRange Method MethodByName Name \
         Next NumField NumIn NumMethod NumOut Offset Out OverflowComplex OverflowFloat OverflowInt \
         OverflowUint PkgPath Pointer Recv Reset Send Set SetBool SetBytes SetCap SetComplex SetFloat \
         SetInt SetIterKey SetIterValue SetLen SetMapIndex SetPointer SetString SetUint Size Slice Slice3 \
         String Tag TryRecv TrySend Type Uint UnsafeAddr UnsafePointer Value",
    ),
    (
        "regexp",
        "Copy Expand ExpandString Find FindAll FindAllIndex FindAllString FindAllStringIndex \
         FindAllStringSubmatch FindAllStringSubmatchIndex FindAllSubmatch FindAllSubmatchIndex FindIndex \
         FindReaderIndex FindReaderSubmatchIndex FindString FindStringIndex FindStringSubmatch \
         FindStringSubmatchIndex FindSubmatch FindSubmatchIndex LiteralPrefix Longest Match MatchReader \
         MatchString NumSubexp ReplaceAll ReplaceAllFunc ReplaceAllLiteral ReplaceAllLiteralString \
         ReplaceAllString ReplaceAllStringFunc Split String SubexpIndex SubexpNames",
    ),
    (
        "runtime",
        "Alloc AllocBytes AllocObjects BuckHashSys BySize Count Cycles DebugGC EnableGC Entry Error File \
         FileLine FreeBytes FreeObjects Frees Func Function GCCPUFraction GCSys HeapAlloc HeapIdle \
         HeapInuse HeapObjects HeapReleased HeapSys InUseBytes InUseObjects LastGC Line Lookups \
         MCacheInuse MCacheSys MSpanInuse MSpanSys Mallocs Name Next NextGC NumForcedGC NumGC OtherSys PC \
         PauseEnd PauseNs PauseTotalNs RuntimeError Stack Stack0 StackInuse StackSys Sys TotalAlloc \
         embedded",
    ),
    ("sort", "Len Less Search Sort Swap"),
    ("strconv", "Err Error Func Num Unwrap"),
    (
        "strings",
        "Cap Grow Len Read ReadAt ReadByte ReadRune Replace Reset Seek Size String UnreadByte UnreadRune \
         Write WriteByte WriteRune WriteString WriteTo",
    ),
    (
        "sync",
        "Add Broadcast Delete Do Done Get L Load LoadAndDelete LoadOrStore Lock New Put RLock RLocker \
         RUnlock Range Signal Store TryLock TryRLock Unlock Wait",
    ),
    ("sync/atomic", "Add CompareAndSwap Load Store Swap"),
    (
        "testing",
        "Add AllocedBytesPerOp AllocsPerOp Blocks Bytes Cleanup Col0 Col1 Counters CoveredPackages \
         Deadline Error Errorf Extra F Fail FailNow Failed Fatal Fatalf Fn Fuzz Helper Line0 Line1 Log \
         Logf MemAllocs MemBytes MemString Mode N Name Next NsPerOp Output Parallel ReportAllocs \
         ReportMetric ResetTimer Run RunParallel SetBytes SetParallelism Setenv Skip SkipNow Skipf \
         Skipped StartTimer Stmts StopTimer String T TempDir Unordered",
    ),
    (
        "time",
        "Abs Add AddDate After AppendFormat Before C Clock Date Day Equal Error Format GoString GobDecode \
         GobEncode Hour Hours ISOWeek In IsDST IsZero Layout LayoutElem Local Location MarshalBinary \
         MarshalJSON MarshalText Message Microseconds Milliseconds Minute Minutes Month Nanosecond \
         Nanoseconds Reset Round Second Seconds Stop String Sub Truncate UTC Unix UnixMicro UnixMilli \
         UnixNano UnmarshalBinary UnmarshalJSON UnmarshalText Value ValueElem Weekday Year YearDay Zone \
         ZoneBounds",
    ),
    ("unicode", "ToLower ToTitle ToUpper"),
    ("container/heap", "Len Less Pop Push Swap"),
    (
        "container/list",
        "Back Front Init InsertAfter InsertBefore Len MoveAfter MoveBefore MoveToBack MoveToFront Next \
         Prev PushBack PushBackList PushFront PushFrontList Remove Value",
    ),
];
