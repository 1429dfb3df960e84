//! What programs of Java's say when they fail, and what javac says of heads.

use super::{asked_of, asks_for};
use crate::language::Language::Java;

#[test]
fn what_is_missing_is_asked_for_first() {
    asks_for(
        Java,
        &[
            (
                ">    int n = cups.get(name) + 2;\n",
                "java.lang.NullPointerException: Cannot invoke \"java.lang.Integer.intValue()\" because the return value of \"java.util.Map.get(Object)\" is null",
                "    int n = cups.getOrDefault(name, 0) + 2;",
            ),
            (
                ">    shelves.get(color).add(cup);\n",
                "java.lang.NullPointerException: Cannot invoke \"java.util.List.add(Object)\" because the return value of \"java.util.Map.get(Object)\" is null",
                "    shelves.computeIfAbsent(color, k -> new ArrayList<>()).add(cup);",
            ),
            (
                ">    List<Cup> row = shelves.get(color);\n",
                "java.lang.NullPointerException: Cannot invoke \"java.util.List.size()\" because \"row\" is null",
                "    List<Cup> row = shelves.getOrDefault(color, List.of());",
            ),
            (
                ">    private List<Cup> cups;\n",
                "java.lang.NullPointerException: Cannot invoke \"java.util.List.add(Object)\" because \"this.cups\" is null",
                "    private List<Cup> cups = new ArrayList<>();",
            ),
            (
                ">    while (cup.next != null) {\n",
                "java.lang.NullPointerException: Cannot read field \"next\" because \"cup\" is null",
                "    while (cup != null && cup.next != null) {",
            ),
            (
                ">    if (label.equals(\"tea\")) {\n",
                "java.lang.NullPointerException: Cannot invoke \"String.equals(Object)\" because \"label\" is null",
                "    if (\"tea\".equals(label)) {",
            ),
            (
                "    String label() {\n>        return lid.label();\n    }\n",
                "java.lang.NullPointerException: Cannot invoke \"Lid.label()\" because \"this.lid\" is null",
                "        return lid == null ? null : lid.label();",
            ),
            (
                "    int n = best.orElse(-7);\n>    int m = least.get();\n",
                "java.util.NoSuchElementException: No value present",
                "    int m = least.orElse(-7);",
            ),
            (
                "    Deque<Cup> clean;\n    Deque<Cup> dirty;\n>    if (clean.isEmpty()) {\n        return;\n    }\n    wash(dirty.pop());\n",
                "java.util.NoSuchElementException",
                "    if (dirty.isEmpty()) {",
            ),
            (
                ">    if (cups.pop() != cup) {\n",
                "java.util.EmptyStackException",
                "    if (cups.isEmpty() || cups.pop() != cup) {",
            ),
        ],
    );
}

#[test]
fn places_are_within_what_there_is() {
    let beyond = "java.lang.ArrayIndexOutOfBoundsException: Index 4 out of bounds for length 4";
    let before = "java.lang.ArrayIndexOutOfBoundsException: Index -1 out of bounds for length 4";
    asks_for(
        Java,
        &[
            (">    int[] sums = new int[cups];\n", beyond, "    int[] sums = new int[cups + 1];"),
            (">    if (x > wide || y > high) {\n", beyond, "    if (x >= wide || y >= high) {"),
            (
                ">    if (cups[i + 1] > most) {\n",
                beyond,
                "    if (i + 1 < cups.length && cups[i + 1] > most) {",
            ),
            (
                ">    int[][] turned = new int[rows][columns];\n",
                beyond,
                "    int[][] turned = new int[columns][rows];",
            ),
            (
                ">    char last = name.charAt(name.length());\n",
                "java.lang.StringIndexOutOfBoundsException: String index out of range: 3",
                "    char last = name.charAt(name.length() - 1);",
            ),
            (
                ">    boolean same = a.charAt(i) == b.charAt(j);\n",
                "java.lang.StringIndexOutOfBoundsException: String index out of range: 3",
                "    boolean same = a.charAt(i - 1) == b.charAt(j - 1);",
            ),
            (
                ">    int stop = first + count;\n    return cups.subList(first, stop);\n",
                "java.lang.IndexOutOfBoundsException: toIndex = 9",
                "    int stop = Math.min(first + count, cups.size());",
            ),
            (
                ">    String word = line.substring(0, comma);\n",
                "java.lang.StringIndexOutOfBoundsException: begin 0, end -1, length 4",
                "    String word = comma >= 0 ? line.substring(0, comma) : line;",
            ),
            (
                ">    for (int s = most; s >= 0; s--) {\n        ways[s] += ways[s - coin];\n",
                before,
                "    for (int s = most; s >= coin; s--) {",
            ),
            (">    int left = (at - 1) % size;\n", before, "    int left = (at - 1 + size) % size;"),
            (
                ">    if (tile[y][x]) {\n",
                before,
                "    if (y >= 0 && y < tile.length && x >= 0 && x < tile[0].length && tile[y][x]) {",
            ),
        ],
    );
}

#[test]
fn what_failed_is_done_otherwise() {
    asks_for(
        Java,
        &[
            (
                ">    int n = Integer.parseInt(word);\n",
                "java.lang.NumberFormatException: For input string: \" 7\"",
                "    int n = Integer.parseInt(word.trim());",
            ),
            (
                "    Iterator<Cup> next = cups.iterator();\n>        cups.remove(cup);\n",
                "java.util.ConcurrentModificationException",
                "        next.remove();",
            ),
            (
                ">    for (Cup cup : cups) {\n",
                "java.util.ConcurrentModificationException",
                "    for (Cup cup : new ArrayList<>(cups)) {",
            ),
            (
                ">    List<String> names = List.of(\"a\", \"b\");\n",
                "java.lang.UnsupportedOperationException",
                "    List<String> names = new ArrayList<>(List.of(\"a\", \"b\"));",
            ),
            (
                ">    return price.divide(count);\n",
                "java.lang.ArithmeticException: Non-terminating decimal expansion; no exact representable decimal result.",
                "    return price.divide(count, 2, RoundingMode.HALF_UP);",
            ),
            (
                ">    return sum / n;\n",
                "java.lang.ArithmeticException: / by zero",
                "    return n == 0 ? 0 : sum / n;",
            ),
            (
                ">    out.printf(\"%d cups\", size);\n",
                "java.util.IllegalFormatConversionException: d != java.lang.Double",
                "    out.printf(\"%.2f cups\", size);",
            ),
            (
                ">    f = ofPattern(\"hh:mm\");\n",
                "java.time.format.DateTimeParseException: Text '14:50' could not be parsed",
                "    f = ofPattern(\"HH:mm\");",
            ),
            (
                ">    Size size = Size.valueOf(word);\n",
                "java.lang.IllegalArgumentException: No enum constant Size.big",
                "    Size size = Size.valueOf(word.toUpperCase());",
            ),
            (
                ">    p = Pattern.compile(\"(a|b\");\n",
                "java.util.regex.PatternSyntaxException: Unclosed group near index 4",
                "    p = Pattern.compile(\"(a|b)\");",
            ),
            (
                ">    Queue<int[]> next = new PriorityQueue<>();\n",
                "java.lang.ClassCastException: class [I cannot be cast to class java.lang.Comparable ([I and java.lang.Comparable are in module java.base)",
                "    Queue<int[]> next = new PriorityQueue<>((a, b) -> Integer.compare(a[0], b[0]));",
            ),
            (
                "class A {\n    String show(Cup cup) {\n>        return show(cup);\n    }\n    String name(Cup cup) {\n",
                "java.lang.StackOverflowError",
                "        return name(cup);",
            ),
            (
                ">    m = s.collect(Collectors.toMap(a, b));\n",
                "java.lang.IllegalStateException: Duplicate key tea",
                "    m = s.collect(Collectors.toMap(a, b, (a, b) -> a));",
            ),
            (
                ">    try {\n        n++;\n    } finally {\n        key.unlock();\n    }\n",
                "java.lang.IllegalMonitorStateException",
                "    key.lock();\n    try {",
            ),
        ],
    );
    for (document, message) in [
        (">    f(a);\n", "java.lang.NullPointerException"),
        (">    f(a);\n", "java.lang.IndexOutOfBoundsException: Index 4 out of bounds for length 4"),
        (">    int n = 2;\n", "java.lang.NumberFormatException: For input string: \"a\""),
        (">\n", "java.util.NoSuchElementException"),
    ] {
        assert_eq!(asked_of(Java, document, message), (Vec::new(), false), "{message}");
    }
}

#[test]
fn heads_say_what_is_meant() {
    let missing = "method does not override or implement a method from a supertype";
    let catching =
        "    } catch (Exception e) {\n        stop();\n    } catch (IOException e) {\n        wait(e);\n";
    let (found, _) = super::asked_of_lines(catching, 0, 3, "exception IOException has already been caught");
    let expected =
        "    } catch (IOException e) {\n        wait(e);\n    } catch (Exception e) {\n        stop();\n";
    assert!(found.contains(&expected.to_owned()), "{found:?}");
    asks_for(
        Java,
        &[
            (">    public int hashcode() {\n", missing, "    public int hashCode() {"),
            (
                ">class Cup {\n    @Override\n    public int compareTo(Cup other) {\n",
                missing,
                "class Cup implements Comparable<Cup> {",
            ),
            (
                ">    private void pour(int n) {\n",
                "non-static method pour(int) cannot be referenced from a static context",
                "    private static void pour(int n) {",
            ),
            (
                ">        price = 3;\n    case BIG:\n",
                "[fallthrough] possible fall-through into case",
                "        price = 3;\n        break;",
            ),
            (
                "    final int mine = n;\n>    run(() -> n + 1);\n",
                "local variables referenced from a lambda expression must be final or effectively final",
                "    run(() -> mine + 1);",
            ),
            (
                ">import java.util.Map;\n",
                "cannot find symbol: symbol: class ArrayList, location: class Cups",
                "import java.util.ArrayList;\nimport java.util.Map;",
            ),
            (
                "class Cup {\n    Cup(int size) {\n    }\n}\nclass Mug extends Cup {\n    Mug(int size, String name) {\n>        this.name = name;\n",
                "constructor Cup in class Cup cannot be applied to given types: required: int, found: no arguments, reason: lengths",
                "        super(size);\n        this.name = name;",
            ),
            (
                ">    price -= cost;\n",
                "bad operand types for binary operator '-': first type: BigDecimal, second type: BigDecimal",
                "    price = price.subtract(cost);",
            ),
            (
                ">    return a & m == b & m;\n",
                "bad operand types for binary operator '&': first type: int, second type: boolean",
                "    return (a & m) == (b & m);",
            ),
            (
                ">    int cup = cups.get(name);\n",
                "bad operand types for binary operator '!=': first type: int, second type: <null>",
                "    Integer cup = cups.get(name);",
            ),
            (
                "    void f(Consumer<Cup> use) {\n>        use(cup);\n",
                "cannot find symbol: symbol: method use(Cup), location: class Cups",
                "        use.accept(cup);",
            ),
            (
                ">    return sqrt(area);\n",
                "cannot find symbol: symbol: method sqrt(double), location: class Cups",
                "    return Math.sqrt(area);",
            ),
            (
                "class Cup {\n    int size;\n}\n>    int n = cup.getSize();\n",
                "cannot find symbol: symbol: method getSize(), location: variable cup of type Cup",
                "    int n = cup.size;",
            ),
            (
                ">    int[] order = Arrays.sort(sizes);\n",
                "incompatible types: void cannot be converted to int[]",
                "    int[] order = sizes.clone();\n    Arrays.sort(order);",
            ),
            (
                ">            .sorted();\n",
                "incompatible types: Stream<Cup> cannot be converted to List<Cup>",
                "            .sorted()\n            .collect(Collectors.toList());",
            ),
            (
                ">    List<Cup> cups = [];\n",
                "illegal start of expression",
                "    List<Cup> cups = new ArrayList<>();",
            ),
            (">    return side ** 2;\n", "illegal start of expression", "    return side * side;"),
            (
                ">    all.forEach(k, v -> use(k));\n",
                "cannot find symbol: symbol: variable k, location: class Cups",
                "    all.forEach((k, v) -> use(k));",
            ),
        ],
    );
}
