//! What messages ask for exactly.

mod failures;

use super::*;
use crate::operands::operands;

/// What is asked for where a document has one line marked, the first one that begins with `>`, which is no part of it.
pub(super) fn asked_of(language: Language, document: &str, message: &str) -> (Vec<String>, bool) {
    let line = document.lines().position(|line| line.starts_with('>')).unwrap_or_default();
    let text = match document.strip_prefix('>') {
        Some(text) => text.to_owned(),
        None => document.replacen("\n>", "\n", 1),
    };
    let marked = Marked::new(&text, line, line).unwrap();
    let mut edits = Rewrites::new(marked.lines());
    let is_all = ask(&mut edits, &marked, language, message, &operands(marked.lines(), language));
    (edits.found, is_all)
}

/// The same where several lines are marked.
fn asked_of_lines(document: &str, first: usize, last: usize, message: &str) -> (Vec<String>, bool) {
    let marked = Marked::new(document, first, last).unwrap();
    let mut edits = Rewrites::new(marked.lines());
    let is_all = ask(&mut edits, &marked, Java, message, &operands(marked.lines(), Java));
    (edits.found, is_all)
}

pub(super) fn asks_for(language: Language, cases: &[(&str, &str, &str)]) {
    for (document, message, expected) in cases {
        let (found, is_all) = asked_of(language, document, message);
        assert!(found.contains(&format!("{expected}\n")), "{message}: {found:?}");
        assert!(is_all, "{message}");
        assert!(found.len() <= 14, "{message}: {found:?}");
    }
}

#[test]
fn values_of_go_are_made_what_is_wanted() {
    asks_for(
        Go,
        &[
            (
                ">\tsave(mug)\n",
                "cannot use mug (variable of type Mug) as type *Mug in argument to save",
                "\tsave(&mug)",
            ),
            (
                ">\tn = *size + 1\n",
                "invalid operation: *size + 1 (mismatched types int64 and int)",
                "\tn = *size + int64(1)",
            ),
            (
                ">\tfill(*size, cup)\n",
                "cannot use cup (variable of type *Mug) as type Mug in argument to fill",
                "\tfill(*size, *cup)",
            ),
            (
                ">\treturn list.Full\n",
                "cannot use list.Full (value of type func() bool) as type bool in return statement",
                "\treturn list.Full()",
            ),
            (
                ">\tlog.Add(err, 3)\n",
                "cannot use err (variable of type error) as type string in argument to log.Add",
                "\tlog.Add(err.Error(), 3)",
            ),
            (
                ">\tall = append(all, more)\n",
                "cannot use more (variable of type []int) as type int in argument to append",
                "\tall = append(all, more...)",
            ),
            (">\treturn nil, err\n", "cannot use nil as int value in return statement", "\treturn 0, err"),
            (
                ">\tm := Mug{Kind: raw & 3}\n",
                "cannot use raw & 3 (value of type byte) as type Kind in struct literal",
                "\tm := Mug{Kind: Kind(raw & 3)}",
            ),
            (
                ">\ts := strings.Join(\", \", names)\n",
                "cannot use \", \" (untyped string constant) as []string value in argument to strings.Join",
                "\ts := strings.Join(names, \", \")",
            ),
            (
                ">\tif at == nil {\n",
                "invalid operation: at == nil (mismatched types time.Time and untyped nil)",
                "\tif at.IsZero() {",
            ),
            (
                ">\twait := tries*3*time.Second\n",
                "invalid operation: tries * 3 * time.Second (mismatched types int and time.Duration)",
                "\twait := time.Duration(tries)*3*time.Second",
            ),
            (
                ">\treturn n == One || Two\n",
                "invalid operation: n == One || Two (mismatched types untyped bool and Size)",
                "\treturn n == One || n == Two",
            ),
            (
                ">\tbuf.WriteString(sign)\n",
                "cannot use sign (variable of type byte) as type string in argument to buf.WriteString",
                "\tbuf.WriteByte(sign)",
            ),
            (
                ">\tb[0] = 300\n",
                "cannot use 300 (untyped int constant) as uint8 value in assignment (overflows)",
                "\tb[0] = 255",
            ),
        ],
    );
}

#[test]
fn calls_of_go_are_given_what_is_missing() {
    let brew = "func brew(cups int, name string) error {\n>\treturn pour(name)\n}\n\nfunc pour(name string, cups int) error {\n";
    let label =
        "func label(name string, cups int) string {\n>\treturn fmt.Sprintf(\"%s: %d cups\", name)\n}\n";
    asks_for(
        Go,
        &[
            (brew, "not enough arguments in call to pour", "\treturn pour(name, cups)"),
            (
                ">\tn, err := strconv.ParseInt(raw)\n",
                "not enough arguments in call to strconv.ParseInt",
                "\tn, err := strconv.ParseInt(raw, 10, 64)",
            ),
            (
                ">\ta := strings.Split(b, \",\", 2)\n",
                "too many arguments in call to strings.Split",
                "\ta := strings.SplitN(b, \",\", 2)",
            ),
            (
                label,
                "fmt.Sprintf format %d reads arg #2, but call has 1 arg",
                "\treturn fmt.Sprintf(\"%s: %d cups\", name, cups)",
            ),
            (
                ">\tlog.Printf(\"%d ms\", took)\n",
                "log.Printf format %d has arg took of wrong type float64",
                "\tlog.Printf(\"%.1f ms\", took)",
            ),
            (
                ">\tlog.Printf(\"%d of %s\", name, n)\n",
                "log.Printf format %d has arg name of wrong type string",
                "\tlog.Printf(\"%d of %s\", n, name)",
            ),
            (
                ">\tlog.Println(\"%d ms\", took)\n",
                "log.Println call has possible formatting directive %d",
                "\tlog.Printf(\"%d ms\", took)",
            ),
            (
                ">\tdelete(m[k])\n",
                "invalid operation: not enough arguments for delete(m[k]) (expected 2, found 1)",
                "\tdelete(m, k)",
            ),
        ],
    );
}

#[test]
fn names_of_go_are_those_of_the_type_or_the_package() {
    let mug = "type Mug struct {\n\tWidth int\n\tMaterial string\n}\n\nfunc (m *Mug) Area() int {\n>\treturn Width\n}\n";
    let field = "type Mug struct {\n\tWidth int\n}\n\nfunc f(m *Mug) {\n>\tm.Wide = 3\n}\n";
    asks_for(
        Go,
        &[
            (mug, "undefined: Width", "\treturn m.Width"),
            (field, "m.Wide undefined (type *Mug has no field or method Wide)", "\tm.Width = 3"),
            (
                ">\td := 3 * time.Milliseconds\n",
                "undefined: time.Milliseconds",
                "\td := 3 * time.Millisecond",
            ),
            (
                ">\tctx.Error()\n",
                "ctx.Error undefined (type context.Context has no field or method Error)",
                "\tctx.Err()",
            ),
            (
                ">\tv := m.Get(k)\n",
                "m.Get undefined (type map[string]int has no field or method Get)",
                "\tv := m[k]",
            ),
            (
                ">\tch.Close()\n",
                "ch.Close undefined (type chan int has no field or method Close)",
                "\tclose(ch)",
            ),
            (">\t\"json\"\n", "package json is not in GOROOT (/usr/lib/go/src/json)", "\t\"encoding/json\""),
        ],
    );
}

#[test]
fn statements_of_go_are_what_the_compiler_allows() {
    let find = "func find(n int) (*Mug, error) {\n\tif n < 0 {\n>\t\treturn errNone\n\t}\n";
    let open = "func open() error {\n>\tf := os.Open(name)\n\tif err != nil {\n";
    asks_for(
        Go,
        &[
            (
                find,
                "not enough return values\n\thave (error)\n\twant (*Mug, error)",
                "\t\treturn nil, errNone",
            ),
            (
                open,
                "assignment mismatch: 1 variable but os.Open returns 2 values",
                "\tf, err := os.Open(name)",
            ),
            (">\tif a := m[k]; a {\n", "non-boolean condition in if statement", "\tif _, a := m[k]; a {"),
            (
                ">\tappend(all, one)\n",
                "append(all, one) (value of type []int) is not used",
                "\tall = append(all, one)",
            ),
            (">\tout = sort.Ints(out)\n", "sort.Ints(out) (no value) used as value", "\tsort.Ints(out)"),
            (
                ">\tlast := a[-1]\n",
                "invalid argument: index -1 (constant of type int) must not be negative",
                "\tlast := a[len(a)-1]",
            ),
            (
                ">\tA int `json: \"a\"`\n",
                "struct field tag `json: \"a\"` not compatible with reflect.StructTag.Get: bad syntax for struct tag value",
                "\tA int `json:\"a\"`",
            ),
            (
                ">func (l List) Add(v T) {\n",
                "cannot use generic type List[T any] without instantiation",
                "func (l List[T]) Add(v T) {",
            ),
            (
                ">func TestAdd(t testing.T) {\n",
                "wrong signature for TestAdd, must be: func TestAdd(t *testing.T)",
                "func TestAdd(t *testing.T) {",
            ),
            (
                ">\tc := a + b\n",
                "invalid operation: operator + not defined on a (variable of type time.Time)",
                "\tc := a.Add(b)",
            ),
            (
                ">\tfor _, job := range jobs {\n",
                "range over jobs (variable of type <-chan Job) permits only one iteration variable",
                "\tfor job := range jobs {",
            ),
        ],
    );
}

#[test]
fn values_of_java_are_made_what_is_wanted() {
    let list = "    String[] names;\n>    List<String> all = names;\n";
    let swapped = "    String name;\n    int cups;\n>    pour(name, cups);\n";
    asks_for(
        Java,
        &[
            (
                list,
                "incompatible types: String[] cannot be converted to List<String>",
                "    List<String> all = List.of(names);",
            ),
            (swapped, "incompatible types: String cannot be converted to int", "    pour(cups, name);"),
            (
                ">    String sign = '!';\n",
                "incompatible types: char cannot be converted to String",
                "    String sign = \"!\";",
            ),
            (
                ">    int n = wait;\n",
                "incompatible types: Duration cannot be converted to long",
                "    int n = wait.toMillis();",
            ),
            (
                ">    all = all.sort(null);\n",
                "incompatible types: void cannot be converted to List<Mug>",
                "    all.sort(null);",
            ),
            (
                ">    int n = a * 1.5;\n",
                "incompatible types: possible lossy conversion from double to int",
                "    int n = (int) (a * 1.5);",
            ),
            (
                ">    run(clock.time());\n",
                "incompatible types: long cannot be converted to LongSupplier",
                "    run(clock::time);",
            ),
            (
                ">    return mug;\n",
                "incompatible types: Mug cannot be converted to Optional<Mug>",
                "    return Optional.of(mug);",
            ),
            (
                ">    while (in.nextInt()) {\n",
                "incompatible types: String cannot be converted to boolean",
                "    while (in.hasNextInt()) {",
            ),
        ],
    );
}

#[test]
fn calls_of_java_are_given_what_is_missing() {
    let pour = "class Mug {\n    void pour(String name, int cups) {}\n\n    void f(int cups) {\n>        pour(\"tea\");\n    }\n";
    asks_for(
        Java,
        &[
            (
                pour,
                "method pour in class Mug cannot be applied to given types;",
                "        pour(\"tea\", cups);",
            ),
            (
                ">    all.merge(k, 1);\n",
                "method merge in interface Map<K,V> cannot be applied to given types;",
                "    all.merge(k, 1, Integer::sum);",
            ),
            (
                ">    a = String.join(names, \", \");\n",
                "no suitable method found for join(List<String>,String)",
                "    a = String.join(\", \", names);",
            ),
            (
                ">    a.orElseThrow(new Failed());\n",
                "method orElseThrow in class Optional<T> cannot be applied to given types;",
                "    a.orElseThrow(() -> new Failed());",
            ),
        ],
    );
}

#[test]
fn symbols_of_java_are_those_of_the_class() {
    let length = "    int[] sizes;\n>    int n = sizes.size();\n";
    let color = "enum Color { RED, BLUE }\n>    Color c = RED;\n";
    asks_for(
        Java,
        &[
            (length, "cannot find symbol", "    int n = sizes.length;"),
            (color, "cannot find symbol", "    Color c = Color.RED;"),
            (">    a = name.toUppercase();\n", "cannot find symbol", "    a = name.toUpperCase();"),
            (">    all.forEach(out.println);\n", "cannot find symbol", "    all.forEach(out::println);"),
            (">import java.util.Instant;\n", "cannot find symbol", "import java.time.Instant;"),
            (
                ">    <T> a = new BigDecimal.valueOf(2);\n",
                "cannot find symbol",
                "    <T> a = BigDecimal.valueOf(2);",
            ),
            (">    T first(List<T> all) {\n", "cannot find symbol", "    <T> T first(List<T> all) {"),
        ],
    );
}

#[test]
fn statements_of_java_are_what_the_compiler_allows() {
    let done = "class A {\n    boolean done() {\n        if (x) {\n>            return;\n";
    let each = "    Map<String, Integer> sums;\n>    for (Map.Entry<String, Integer> e : sums) {\n";
    asks_for(
        Java,
        &[
            (done, "incompatible types: missing return value", "            return true;"),
            (
                each,
                "for-each not applicable to expression type",
                "    for (Map.Entry<String, Integer> e : sums.entrySet()) {",
            ),
            (">    Map<String, int> a;\n", "unexpected type", "    Map<String, Integer> a;"),
            (">    on != on;\n", "not a statement", "    on = !on;"),
            (
                ">    a = \"-\" * n;\n",
                "bad operand types for binary operator '*'",
                "    a = \"-\".repeat(n);",
            ),
            (
                ">    a = Pattern.compile(\"\\d+\");\n",
                "illegal escape character",
                "    a = Pattern.compile(\"\\\\d+\");",
            ),
            (
                ">    Clock a = new Clock();\n",
                "Clock is abstract; cannot be instantiated",
                "    Clock a = Clock.systemUTC();",
            ),
            (">    if (c.equals(d)) {\n", "char cannot be dereferenced", "    if (c == d) {"),
            (">class A extends Runnable {\n", "no interface expected here", "class A implements Runnable {"),
            (
                ">    String toString() {\n",
                "toString() in A cannot override toString() in Object",
                "    public String toString() {",
            ),
            (
                ">class A implements Comparable {\n",
                "A is not abstract and does not override abstract method compareTo(Object) in Comparable",
                "class A implements Comparable<A> {",
            ),
        ],
    );
}

#[test]
fn what_is_nearly_syntax_is_made_syntax() {
    asks_for(
        Go,
        &[
            (
                ">\t{\"tea\", 2}\n",
                "syntax error: unexpected newline in composite literal; possibly missing comma or }",
                "\t{\"tea\", 2},",
            ),
            (
                ">func f(names []string...) {\n",
                "syntax error: unexpected ... in parameter list; possibly missing comma or )",
                "func f(names ...string) {",
            ),
            (">\ta := '^[a-z]+$'\n", "more than one character in rune literal", "\ta := `^[a-z]+$`"),
            (
                ">\tn := 3a + 2b*1e3\n",
                "syntax error: unexpected name a at end of statement",
                "\tn := 3*a + 2*b*1e3",
            ),
            (">\tcase a := in:\n", "select case must be send or receive", "\tcase a := <-in:"),
        ],
    );
    asks_for(
        Java,
        &[
            (">    f(\"a\" + b + \" of \" c);\n", "')' expected", "    f(\"a\" + b + \" of \" + c);"),
            (">    int[] a = new int(n);\n", "'[' expected", "    int[] a = new int[n];"),
            (
                ">    List<A> a = new ArrayList<>;\n",
                "'(' or '[' expected",
                "    List<A> a = new ArrayList<>();",
            ),
            (">    all.add({a, b});\n", "illegal start of expression", "    all.add(new int[] {a, b});"),
            (">    void f() throw IOException {\n", "';' expected", "    void f() throws IOException {"),
            (">    record A(int b; int c) {\n", "')' expected", "    record A(int b, int c) {"),
        ],
    );
}

#[test]
fn what_is_not_quoted_stays() {
    for (language, document, message) in [
        (Go, ">\tf(b)\n", "cannot use a (variable of type int) as type string in argument to f"),
        (Go, ">\tf(ab.a)\n", "cannot use a (variable of type int) as type string in argument to f"),
        (Go, ">\tf(a)\n", "syntax error: unexpected newline"),
        (Go, ">\tf(é[\n", "invalid operation: é[ö (mismatched types int and string)"),
        (Java, ">    f(b);\n", "method g in class A cannot be applied to given types;"),
        (Java, ">    f(b);\n", "';' expected"),
        (Java, ">\n", "cannot find symbol"),
    ] {
        assert_eq!(asked_of(language, document, message), (Vec::new(), false), "{message}");
    }
    let codes = [
        "é := \"ö(",
        " := a",
        "if é {",
        "f(\"%é\" + ö)",
        "new é(«",
        "}",
        "= ",
        "é[\"ö\"] = ö",
        "f(\"%d\" + é, a)",
        "return",
    ];
    for message in [
        "cannot use \"ö (value of type string) as int value in argument to f",
        "invalid operation: é[ö (mismatched types int and string)",
        "undefined: é.",
        "a undefined (type é has no field or method a)",
        "non-boolean condition in if statement",
        "assignment mismatch: 2 variables but f returns 1 value",
        "assignment mismatch: 1 variable but f returns 2 values",
        "é declared but not used",
        "f(\"%é\" + ö) (value of type int) is not used",
        "f format %d has arg é of wrong type string",
        "f call needs 1 arg but has 2 args",
        "f format %d reads arg #1, but call has 0 args",
        "not enough arguments in call to f",
        "not enough return values",
        "syntax error: unexpected name at end of statement",
        "struct field tag `é` not compatible with reflect.StructTag.Get",
        "invalid argument: index -1 (constant of type int) must not be negative",
        "cannot find symbol",
        "method f in class A cannot be applied to given types;",
        "no suitable method found for f(int,é)",
        "incompatible types: String cannot be converted to int",
        "incompatible types: possible lossy conversion from double to int",
        "bad operand types for binary operator '+'",
        "not a statement",
        "unexpected type",
        "illegal escape character",
        "'(' or '[' expected",
        "')' expected",
        "<identifier> expected",
    ] {
        for code in codes {
            for language in [Go, Java] {
                let (found, _) = asked_of(language, &format!(">{code}\n"), message);
                assert!(found.len() < 24, "{message}: {found:?}");
            }
        }
    }
}
