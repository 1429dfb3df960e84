//! Each habit on lines of the languages that have it.

use std::collections::BTreeSet;

use fixerr_shared::language::Language as L;
use tree_sitter::Parser;

use super::{
    super::{grammar::Grammar, sites::Walk},
    *,
};

/// What a habit makes of a text, over many draws.
fn made(language: L, text: &str, class: Class) -> BTreeSet<String> {
    let grammar = Grammar::of(language, false);
    let mut parser = Parser::new();
    parser.set_language(&grammar.tree).unwrap();
    let tree = parser.parse(text, None).unwrap();
    assert!(!tree.root_node().has_error(), "{text}");
    let mut survey = Survey::new(language, text);
    Walk::over(&mut survey, grammar, &tree);
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut found = BTreeSet::new();
    for at in 0..survey.tokens.len() as u32 {
        for _ in 0..200 {
            if let Some(Edit { start, end, text: new }) = edit(&survey, class, at, &mut rng) {
                found.insert([&text[..start as usize], &new, &text[end as usize..]].concat());
            }
        }
    }
    found
}

/// The rest of a text is the same in every mistake: `right` stands for the line, `wrong` for what becomes of it.
#[track_caller]
fn check(class: Class, language: L, around: &str, cases: &[(&str, &[&str])]) {
    for (right, wrong) in cases {
        let made = made(language, &around.replace("LINE", right), class);
        for wrong in *wrong {
            assert!(made.contains(&around.replace("LINE", wrong)), "{right} => {wrong}: {made:#?}");
        }
    }
}

/// The line stays as it is.
#[track_caller]
fn never(class: Class, language: L, around: &str, lines: &[&str]) {
    for line in lines {
        let text = around.replace("LINE", line);
        let all = made(language, &text, class);
        assert!(all.is_empty(), "{line}: {all:#?}");
    }
}

const JAVA: &str = "class A {\n    void f(int n) {\n        LINE\n    }\n}\n";
const C: &str = "int f(struct s *a, int n) {\n    LINE\n}\n";
const GO: &str = "package a\n\nfunc f(a []int, n int) {\n\tLINE\n}\n";
const RUST: &str = "fn f(a: &mut Vec<i32>, n: usize) {\n    LINE\n}\n";

#[test]
fn words_of_other_languages() {
    check(
        Class::ForeignWord,
        L::Java,
        JAVA,
        &[
            (
                "boolean b = names.contains(n);",
                &["bool b = names.contains(n);", "boolean b = names.includes(n);"],
            ),
            ("a.plusDays(n);", &["a.addDays(n);"]),
            ("int k = words.size();", &["int k = words.length();", "int k = len(words);"]),
            ("System.out.println(n);", &["print(n);", "console.log(n);"]),
        ],
    );
    check(
        Class::ForeignWord,
        L::Python,
        "LINE\n",
        &[
            ("x = None", &["x = null", "x = nil"]),
            ("k = len(a.b)", &["k = a.b.length", "k = a.b.size()", "k = length(a.b)"]),
        ],
    );
    check(
        Class::ForeignWord,
        L::Go,
        GO,
        &[
            ("a = append(a, n)", &["a.append(n)", "append(a, n)", "a = append(n)", "a = push(a, n)"]),
            ("fmt.Println(a)", &["print(a)", "fmt.println(a)"]),
        ],
    );
    check(Class::ForeignWord, L::Rust, RUST, &[("a.push(1);", &["a.append(1);", "a.push_back(1);"])]);
}

#[test]
fn signs_and_keywords_of_other_languages() {
    check(
        Class::SyntaxForeign,
        L::JavaScript,
        "LINE\n",
        &[
            ("f((a) => a);", &["f((a) -> a);"]),
            ("if (a) { b(); } else if (c) { d(); }", &["if (a) { b(); } elif (c) { d(); }"]),
        ],
    );
    check(
        Class::SyntaxForeign,
        L::Python,
        "LINE\n",
        &[(
            "def f(a):\n    raise b",
            &["function f(a):\n    raise b", "def f(a):\n    throw b", "def f(a) {\n    raise b"],
        )],
    );
    // What stands inside of a line is no block's colon.
    never(Class::SyntaxForeign, L::Python, "LINE\n", &["a[b:c]", "{a: b}"]);
    check(
        Class::SyntaxForeign,
        L::Rust,
        RUST,
        &[("match n { _ => a.clear() }", &["switch n { _ => a.clear() }", "match n { _ -> a.clear() }"])],
    );
    check(Class::SyntaxKeywordLost, L::Go, GO, &[("for _, b := range a {\n\t}", &["for _, b := a {\n\t}"])]);
    check(
        Class::KeywordLost,
        L::Rust,
        RUST,
        &[("let mut b = 1;", &["let b = 1;", "mut b = 1;"]), ("println!(\"a\");", &["println(\"a\");"])],
    );
    check(
        Class::KeywordLost,
        L::Python,
        "class A:\n    LINE\n        pass\n",
        &[("def f(self, a):", &["def f(a):"]), ("def f(self):", &["def f():"])],
    );
    check(Class::KeywordLost, L::Java, JAVA, &[("A a = new A(n);", &["A a = A(n);"])]);
    // A text or a name that reads like a keyword is none.
    never(Class::KeywordLost, L::JavaScript, "LINE\n", &["f(\"new\", a.new);"]);
}

#[test]
fn opposites() {
    check(
        Class::WordOpposite,
        L::Java,
        JAVA,
        &[(
            "int k = Math.max(a.getFirst(), n);",
            &["int k = Math.min(a.getFirst(), n);", "int k = Math.max(a.getLast(), n);"],
        )],
    );
    // No variable is called so.
    never(Class::WordOpposite, L::Go, GO, &["start := n\n\tg(start, start)"]);
    check(
        Class::WordOpposite,
        L::Go,
        GO,
        &[("start, end := n, n\n\tg(start, end, start)", &["start, end := n, n\n\tg(end, end, start)"])],
    );
}

#[test]
fn conversions() {
    check(
        Class::ConversionLost,
        L::Python,
        "LINE\n",
        &[("x = a + str(b.c)", &["x = a + b.c"]), ("for k in a.items(): pass", &["for k in a: pass"])],
    );
    check(
        Class::ConversionLost,
        L::Rust,
        RUST,
        &[
            ("let k = g(b)?;", &["let k = g(b);"]),
            ("let k = n as i32;", &["let k = n;"]),
            ("g(b.to_string());", &["g(b);"]),
        ],
    );
    check(
        Class::ConversionLost,
        L::Go,
        GO,
        &[("g(float64(n), string(b))", &["g(n, string(b))", "g(float64(n), b)"])],
    );
    check(
        Class::ConversionLost,
        L::C,
        C,
        &[("return (int)strlen(a->b);", &["return strlen(a->b);", "return (int)a->b;"])],
    );
    check(Class::ConversionLost, L::Java, JAVA, &[("long k = Integer.parseInt(s);", &["long k = s;"])]);
    check(
        Class::ConversionLost,
        L::TypeScript,
        "LINE\n",
        &[("const a = b as string;", &["const a = b;"]), ("f(a!.b);", &["f(a.b);"])],
    );
    // An operand that would bind otherwise, a call with two arguments, one that nobody can guess.
    never(
        Class::ConversionLost,
        L::Python,
        "LINE\n",
        &["x = str(a + b).c", "x = str(a, b)", "x = a.frobnicate()"],
    );
}

#[test]
fn references() {
    check(
        Class::ReferenceWrong,
        L::C,
        C,
        &[
            ("g(&n, a->b);", &["g(n, a->b);", "g(*n, a->b);", "g(&n, a.b);"]),
            ("g(n);", &["g(&n);", "g(*n);"]),
        ],
    );
    check(Class::ReferenceWrong, L::Rust, RUST, &[("g(&mut n);", &["g(&n);", "g(n);"])]);
    // Between two operands the sign is another one.
    never(Class::ReferenceWrong, L::C, C, &["a->b = 1 & 2;".replace("->", "[0] = 3 * ").as_str()]);
    never(Class::ReferenceWrong, L::Java, JAVA, &["g(n);"]);
}

#[test]
fn types() {
    check(
        Class::TypeWrong,
        L::Java,
        JAVA,
        &[("int k = 0;", &["long k = 0;", "double k = 0;"]), ("Optional<User> u = g();", &["User u = g();"])],
    );
    check(Class::TypeWrong, L::C, C, &[("char *k = g();", &["char k = g();"])]);
    check(Class::TypeWrong, L::JavaScript, "LINE\n", &[("let a = 0;\na += 1;", &["const a = 0;\na += 1;"])]);
    never(Class::TypeWrong, L::JavaScript, "LINE\n", &["let a = 0;\nb = a;"]);
    check(
        Class::TypeWrong,
        L::Go,
        "package a\n\nLINE\n",
        &[("func f(a []int) int {\n}", &["func f(a int) int {\n}", "func f(a []int) {\n}"])],
    );
}

#[test]
fn qualifiers_calls_and_accesses() {
    check(Class::QualifierLost, L::Cpp, "void f() {\n    LINE\n}\n", &[("std::cout << 1;", &["cout << 1;"])]);
    check(Class::QualifierLost, L::Java, JAVA, &[("g(Color.RED);", &["g(RED);"])]);
    // A variable of this file is no module.
    never(Class::QualifierLost, L::Go, GO, &["n.g()"]);
    check(
        Class::CallParentheses,
        L::Java,
        JAVA,
        &[("g(a.size());", &["g(a.size);"]), ("g(a.length);", &["g(a.length());"])],
    );
    check(Class::AccessLost, L::Go, GO, &[("g(a[n], n)", &["g(a, n)"])]);
    never(Class::AccessLost, L::Go, GO, &["g(a[unknown])"]);
}

#[test]
fn formats() {
    check(
        Class::StringFormat,
        L::Python,
        "LINE\n",
        &[("x = f\"{a}: {b}\"", &["x = \"{a}: {b}\"", "x = f\"{a}: b}\""])],
    );
    check(Class::StringFormat, L::TypeScript, "LINE\n", &[("f(`${a}`);", &["f(\"${a}\");", "f(`{a}`);"])]);
    check(Class::StringFormat, L::C, C, &[("printf(\"%d\\n\", n);", &["printf(\"%s\\n\", n);"])]);
}

#[test]
fn order() {
    check(
        Class::OperandsSwapped,
        L::Java,
        JAVA,
        &[("int k = a.end() - n;", &["int k = n - a.end();"]), ("this.b = n;", &["n = this.b;"])],
    );
    // What is declared stands on the left.
    never(Class::OperandsSwapped, L::Java, JAVA, &["int k = n;"]);
    check(Class::LinesSwapped, L::Java, JAVA, &[("k = n;\n        g(k);", &["g(k);\n        k = n;"])]);
    never(Class::LinesSwapped, L::Java, JAVA, &["g(1);\n        h(2);"]);
    check(
        Class::BracketMoved,
        L::C,
        C,
        &[
            ("if (g(a) != n) return 0;", &["if (g(a != n)) return 0;"]),
            ("return g(n + 1);", &["return g(n) + 1;"]),
            ("return (n + 1) * 2;", &["return n + 1 * 2;"]),
        ],
    );
    check(
        Class::SyntaxOrder,
        L::Java,
        "class A {\n    LINE\n}\n",
        &[("void f(int n) { }", &["void f(n: int) { }", "void f(n int) { }"])],
    );
    check(Class::SyntaxOrder, L::Rust, "LINE\n", &[("fn f(n: usize) { }", &["fn f(usize n) { }"])]);
    check(
        Class::SyntaxOrder,
        L::Go,
        "package a\n\nLINE\n",
        &[("func f(n int) {\n}", &["func f(int n) {\n}"])],
    );
}

#[test]
fn idioms_that_parse() {
    let class = Class::IdiomWrong;
    check(
        class,
        L::C,
        C,
        &[
            ("if (strcmp(a, \"b\") != 0) return 1;", &["if (a != \"b\") return 1;"]),
            ("if (!strcmp(a, \"b\")) return 1;", &["if (a == \"b\") return 1;"]),
            ("putchar('#');", &["putchar(\"#\");"]),
            ("if (++n > 2) return 1;", &["if (n++ > 2) return 1;"]),
            ("return n * 3 / k;", &["return n / k * 3;"]),
        ],
    );
    check(
        class,
        L::Java,
        JAVA,
        &[
            ("if (!a.b.equals(c)) { }", &["if (a.b != c) { }"]),
            ("if (a.compareTo(b) < 0) { }", &["if (a < b) { }"]),
            ("g(a.get(n));", &["g(a[n]);"]),
            ("g(a[n]);", &["g(a.get(n));"]),
            ("s = s.trim();", &["s.trim();"]),
            ("g(queue.poll());", &["g(queue.peek());"]),
        ],
    );
    check(
        class,
        L::Go,
        GO,
        &[
            ("if errors.Is(err, g) {\n\t}", &["if err == g {\n\t}"]),
            ("if a.Before(b) {\n\t}", &["if a < b {\n\t}"]),
        ],
    );
    check(class, L::JavaScript, "LINE\n", &[("f((a) => g(a));", &["f((a) => { g(a); });"])]);
    check(
        class,
        L::Python,
        "LINE\n",
        &[("a.append((b, c))", &["a.append(b, c)"]), ("x = f.sort(x)", &["f.sort(x)"])],
    );
    never(class, L::Java, JAVA, &["int k = g(n);", "n++;", "a[n] = 1;"]);
}

#[test]
fn forms_of_other_languages() {
    let class = Class::SyntaxIdiom;
    check(
        class,
        L::Java,
        JAVA,
        &[
            ("for (String w : g(n)) { }", &["foreach (String w in g(n)) { }", "for (w : g(n)) { }"]),
            ("int[] k = {1, 2};", &["int[] k = [1, 2];"]),
            ("if (n > 1 && n < 3) { }", &["if (n > 1) && (n < 3) { }", "if (n > 1 and n < 3) { }"]),
            ("g(k -> h(k));", &["g(k => h(k));"]),
            ("int k = n > 0 ? 1 : 2;", &["int k = 1 if n > 0 else 2;"]),
        ],
    );
    check(
        class,
        L::C,
        C,
        &[
            ("for (n = 0; n < 3; n++) { }", &["for (n = 0, n < 3, n++) { }"]),
            ("int k[] = {1, 2};", &["int [] k = {1, 2};", "int k[] = [1, 2];"]),
        ],
    );
    check(
        class,
        L::Go,
        "package a\n\nLINE\n",
        &[
            ("type A struct {\n}", &["struct A {\n}", "class A {\n}"]),
            (
                "func f() {\n\tfor i := 0; i < n; i++ {\n\t}\n}",
                &["func f() {\n\tfor (i := 0; i < n; i++) {\n\t}\n}"],
            ),
            ("func f() {\n\tfor _, b := range a {\n\t}\n}", &["func f() {\n\tfor b in a {\n\t}\n}"]),
            ("var g = func(i int) bool { return i < 2 }", &["var g = (i int) => i < 2"]),
        ],
    );
    check(
        class,
        L::Rust,
        RUST,
        &[
            ("g(|b| b + 1);", &["g(b => b + 1);", "g((b) -> b + 1);"]),
            ("g(|| 1);", &["g(() => 1);"]),
            ("let k = if n > 1 { 2 } else { 3 };", &["let k = n > 1 ? 2 : 3;"]),
            ("let (b, c) = g();", &["let b, c = g();"]),
            ("g(b.parse::<i32>());", &["g(b.parse<i32>());"]),
        ],
    );
    check(
        class,
        L::Python,
        "LINE\n",
        &[
            ("x = a if b else c", &["x = b ? a : c"]),
            ("f(key=lambda b: b.c)", &["f(key=b => b.c)", "f(key: lambda b: b.c)"]),
            ("for a in b:\n    pass", &["for (a in b):\n    pass", "for a of b:\n    pass"]),
        ],
    );
    check(
        class,
        L::TypeScript,
        "LINE\n",
        &[
            ("const [a, b] = f();", &["const { a, b } = f();", "const a, b = f();"]),
            ("f({ a: 1, b: 2 });", &["f({ a = 1, b = 2 });"]),
            ("f((a) => ({ a }));", &["f((a) => { a });"]),
            ("const a: T = f();", &["T a = f();"]),
            (
                "class A {\n  f(a: T): T {\n  }\n}",
                &["class A {\n  function f(a: T): T {\n  }\n}", "class A {\n  f(a: T)-> T {\n  }\n}"],
            ),
            ("type A = B | C;", &["type A = B || C;"]),
        ],
    );
    check(
        class,
        L::Cpp,
        "void f() {\n    LINE\n}\n",
        &[
            ("auto [a, b] = g();", &["auto a, b = g();"]),
            ("auto k = [](int a) { return a; };", &["auto k = (int a) => { return a; };"]),
            ("for (auto& a : b) { }", &["for (auto& a in b) { }"]),
            ("auto k = std::make_unique<A>(1);", &["auto k = new A(1);"]),
        ],
    );
}

#[test]
fn heads_and_what_is_left_out() {
    let class = Class::SyntaxIdiom;
    check(
        class,
        L::Java,
        "class A {\n    LINE\n}\n",
        &[
            (
                "void f(int n, String s) { }",
                &["void f(n: int, s: String) { }", "void f(n int, s String) { }"],
            ),
            ("void f() { if (a) { } }", &["void f() { if (a); { } }", "void f() { if (a) then { } }"]),
        ],
    );
    check(
        class,
        L::JavaScript,
        "LINE\n",
        &[("function f(a, b) {\n}", &["function f(a: string, b: string) {\n}"])],
    );
    check(
        class,
        L::Rust,
        "LINE\n",
        &[("fn f(a: usize, b: &str) {\n}", &["fn f(usize a, &str b) {\n}", "fn f(a, b) {\n}"])],
    );
    check(class, L::Go, GO, &[("if n > 1 {\n\t}", &["if n > 1: {\n\t}"])]);
    check(
        class,
        L::Python,
        "LINE\n",
        &[("a: list = field(default_factory=list)", &["a: list = field(default=[])", "a: list = []"])],
    );
    check(Class::IdiomWrong, L::Go, GO, &[("g(n + 1, n)", &["g(n, n)"])]);
    never(Class::IdiomWrong, L::Go, GO, &["g(n + unknown)", "g(\"ab\" + n)"]);
    check(
        Class::ConversionLost,
        L::Rust,
        RUST,
        &[("g(a.iter().skip(1));", &["g(a.iter());", "g(a.skip(1));"])],
    );
    check(Class::StringFormat, L::Python, "LINE\n", &[("x = f\"{a['b']}\"", &["x = f\"{a[\"b\"]}\""])]);
    check(
        Class::TypeWrong,
        L::Cpp,
        "void f() {\n    LINE\n}\n",
        &[("Auction& a = g();", &["Auction a = g();"])],
    );
}

#[test]
fn no_weight_no_site() {
    let text = C.replace("LINE", "return g(&n);");
    let grammar = Grammar::of(L::C, false);
    let mut parser = Parser::new();
    parser.set_language(&grammar.tree).unwrap();
    let tree = parser.parse(&text, None).unwrap();
    let mut survey = Survey::new(L::C, &text);
    Walk::over(&mut survey, grammar, &tree);
    let before = survey.sites.len();
    sites(&mut survey, &Weights::default(), true);
    assert_eq!(survey.sites.len(), before);
    sites(&mut survey, &Weights::of_all(), true);
    assert!(survey.sites.len() > before);
}
