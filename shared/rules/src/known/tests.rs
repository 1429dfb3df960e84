//! Mistakes that are known, and lines that only look like them.

use super::*;
use crate::rewrites::texts_of;

fn found(language: Language, text: &str) -> Vec<String> {
    let last = text.split_inclusive('\n').count().saturating_sub(1);
    texts_of(mended(&Marked::new(text, last, last).unwrap(), language, |name| {
        matches!(name, "nil" | "_call")
    }))
}

#[test]
fn what_is_known_is_mended() {
    for (language, text, expected) in [
        (Python, "def f(a, b=[]):\n", "def f(a, b=None):\n"),
        (
            Python,
            "@dataclass\nclass A:\n    tags: list[str] = []\n",
            "    tags: list[str] = field(default_factory=list)\n",
        ),
        (
            Python,
            "@dataclass\nclass A:\n    a: dict = field(default={})\n",
            "    a: dict = field(default_factory=dict)\n",
        ),
        (Python, "    a = self.b.sort()\n", "    a = sorted(self.b)\n"),
        (Python, "    return a.sort(key=len)\n", "    return sorted(a, key=len)\n"),
        (Python, "return [[0] * n] * self.m\n", "return [[0] * n for _ in range(self.m)]\n"),
        (Python, "if __name__ == \"main\":\n", "if __name__ == \"__main__\":\n"),
        (Python, "if a is not 5:\n", "if a != 5:\n"),
        (Python, "return null\n", "return None\n"),
        (JavaScript, "if (a === NaN) {\n", "if (Number.isNaN(a)) {\n"),
        (JavaScript, "a.sort((a, b) => a.n < b.n)\n", "a.sort((a, b) => b.n - a.n)\n"),
        (JavaScript, "this.a = setTimeout(this.f(b), n);\n", "this.a = setTimeout(() => this.f(b), n);\n"),
        (JavaScript, "if (!a in b) {\n", "if (!(a in b)) {\n"),
        (TypeScript, "export type A = \"b\", \"c\";\n", "export type A = \"b\" | \"c\";\n"),
        (Java, "if (a.b() == \"c\") {\n", "if (a.b().equals(\"c\")) {\n"),
        (Java, "List<A> a = new List<>();\n", "List<A> a = new ArrayList<>();\n"),
        (C, "int n = 2 ^ bits;\n", "int n = 1 << bits;\n"),
        (C, "int n = 2 ^ bits - 1;\n", "int n = (1 << bits) - 1;\n"),
        (Java, "return c != 'a' && 'b';\n", "return c != 'a' && c != 'b';\n"),
        (Python, "def f(self, a):\n    a = a\n", "    self.a = a\n"),
        (Python, "n = 10 ^ digits\n", "n = 10 ** digits\n"),
        (C, "if (*p == ' ' || '\\t' || '\\n')\n", "if (*p == ' ' || *p == '\\t' || *p == '\\n')\n"),
        (Python, "if a.b == \"x\" or \"y\":\n", "if a.b == \"x\" or a.b == \"y\":\n"),
        (Java, "    size = size;\n", "    this.size = size;\n"),
        (Java, "sum += (v - m) ^ 2;\n", "sum += (v - m) * (v - m);\n"),
        (Java, "cells[r, c] = 1;\n", "cells[r][c] = 1;\n"),
        (Java, "while (a = b.read() != null) {\n", "while ((a = b.read()) != null) {\n"),
        (C, "if (argv[1] != \"-v\") {\n", "if (strcmp(argv[1], \"-v\") != 0) {\n"),
        (C, "if (0 <= a < n) {\n", "if (0 <= a && a < n) {\n"),
        (Go, "\t\"encode/json\"\n", "\t\"encoding/json\"\n"),
        (Go, "fmt.println(a)\n", "fmt.Println(a)\n"),
        (Python, "    ValueError(\"no\")\n", "    raise ValueError(\"no\")\n"),
        (JavaScript, "  new TypeError(a);\n", "  throw new TypeError(a);\n"),
        (Java, "this.a == a;\n", "this.a = a;\n"),
        (Python, "a =+ 1\n", "a += 1\n"),
        (C, "for (i = 0; i < n; i++);\n", "for (i = 0; i < n; i++) {\n"),
        (C, "if (a = NULL) {\n", "if (a == NULL) {\n"),
        (JavaScript, "if (a = 5) {\n", "if (a === 5) {\n"),
        (Python, "    self.file.close\n", "    self.file.close()\n"),
        (Python, "class A:\n    def f(n):\n", "    def f(self, n):\n"),
        (Python, "class A:\n    def f():\n", "    def f(self):\n"),
        (C, "scanf(\"%d %s\", n, name);\n", "scanf(\"%d %s\", &n, name);\n"),
        (C, "node *a = malloc(sizeof(a));\n", "node *a = malloc(sizeof(*a));\n"),
        (C, "if (line[0] == \"#\") {\n", "if (line[0] == '#') {\n"),
        (Cpp, "std::cout >> a >> b;\n", "std::cout << a << b;\n"),
        (Cpp, "std::map<int, int> a;\nvector<string> b;\n", "std::vector<std::string> b;\n"),
        (JavaScript, "const a = b.length();\n", "const a = b.length;\n"),
        (JavaScript, "if (typeof a === undefined) {\n", "if (typeof a === \"undefined\") {\n"),
        (Python, "a.push(b.toUpperCase())\n", "a.append(b.toUpperCase())\n"),
        (Java, "string a = b;\n", "String a = b;\n"),
        (JavaScript, "a.map((b) => { b.c; })\n", "a.map((b) => b.c)\n"),
        (JavaScript, "if (a.indexOf(b)) {\n", "if (a.includes(b)) {\n"),
        (
            C,
            "snprintf(r->name, sizeof name, \"%s\", name);\n",
            "snprintf(r->name, sizeof r->name, \"%s\", name);\n",
        ),
        (C, "char *a = malloc(strlen(b));\n", "char *a = malloc(strlen(b) + 1);\n"),
        (Java, "if (a = b) {\n", "if (a == b) {\n"),
        (Java, "for (int i = 0; i <= a.size(); i++) {\n", "for (int i = 0; i < a.size(); i++) {\n"),
        (Go, "for i := 0; i <= len(a); i++ {\n", "for i := 0; i < len(a); i++ {\n"),
        (Rust, "for i in 0..=a.len() {\n", "for i in 0..a.len() {\n"),
        (TypeScript, "[a[i], a[j]] = [a[i], a[j]];\n", "[a[i], a[j]] = [a[j], a[i]];\n"),
        (Python, "a, b = a, b\n", "a, b = b, a\n"),
        (Java, "if (a == b == c) {\n", "if (a == b && a == c) {\n"),
        (C, "return flags & mask != 0;\n", "return (flags & mask) != 0;\n"),
        (TypeScript, "if (typeof a !== string) {\n", "if (typeof a !== \"string\") {\n"),
        (JavaScript, "if (typeof a !== \"array\") {\n", "if (!Array.isArray(a)) {\n"),
        (JavaScript, "if (a === []) {\n", "if (a.length === 0) {\n"),
        (JavaScript, "return a.b[-1];\n", "return a.b.at(-1);\n"),
        (TypeScript, "const f = (a) => { ok: true, a };\n", "const f = (a) => ({ ok: true, a });\n"),
        (Python, "    def _len_(self):\n", "    def __len__(self):\n"),
        (Python, "for a in b.readline():\n", "for a in b:\n"),
        (Python, "    a: Optional(int) = None\n", "    a: Optional[int] = None\n"),
        (Java, "throw IllegalStateException(a);\n", "throw new IllegalStateException(a);\n"),
        (
            Java,
            "while (a.b() == \"+\" || a.b() == \"-\") {\n",
            "while (a.b().equals(\"+\") || a.b().equals(\"-\")) {\n",
        ),
        (C, "qsort(a.b, n, sizeof(a.b), by);\n", "qsort(a.b, n, sizeof(a.b[0]), by);\n"),
        (Cpp, "if (!a.find(b)) {\n", "if (a.find(b) == std::string::npos) {\n"),
        (Cpp, "size_t at = a.find(b);\nif (at == -1)\n", "if (at == std::string::npos)\n"),
        (Cpp, "return !(this == o);\n", "return !(*this == o);\n"),
        (Cpp, "if (!std::cin.getline(a)) {\n", "if (!std::getline(std::cin, a)) {\n"),
        (Go, "time.Sleep(100)\n", "time.Sleep(100 * time.Millisecond)\n"),
        (JavaScript, "if (len(a) > 0) {\n", "if (a.length > 0) {\n"),
    ] {
        let found = found(language, text);
        assert!(found.contains(&expected.to_owned()), "{text}: {found:?}");
    }
}

/// Right lines that look like mistakes.
const RIGHT: &[(Language, &str)] = &[
    (C, "if (*p == ' ' || *p == '\\t' || more)\n"),
    (C, "return 1 ^ bits;\n"),
    (JavaScript, "const a = b === 'c' || 'd';\n"),
    (Python, "if a == \"x\" or b == \"y\" or c:\n"),
    (Java, "    this.size = size;\n"),
    (Rust, "    let size = size;\n"),
    (C, "memset(&sa, 0, sizeof(sa));\n"),
    (C, "snprintf(buf + n, sizeof(buf) - n, \"%s\", a);\n"),
    (C, "for (i = 0; i < n; i++) f(i);\n"),
    (Cpp, "if (fd == -1) {\n"),
    (Cpp, "size_t x = a.find(b);\nif (x == -11) {\n"),
    (Cpp, "size_t x = a.find(b);\nif (fd == -1) {\n"),
    (Cpp, "if (open(a.find(b)) == -1) {\n"),
    (Cpp, "if (this == &other) {\n"),
    (Cpp, "if (this != &other) {\n"),
    (Go, "func (s Status) String() string {\n"),
    (Java, "while (!done && (line = in.readLine()) != null) {\n"),
    (Java, "/* None of these. */\n"),
    (Java, "/**\n * None of these.\n"),
    (Java, "boolean same =\n    a.id == b.id;\n"),
    (JavaScript, "if (err) return next(err);\n"),
    (JavaScript, "const same =\n    a.id === b.id;\n"),
    (JavaScript, "xs.sort((a, b) => (a.n < b.n ? -1 : 1));\n"),
    (JavaScript, "addEventListener(\"scroll\", throttle(onScroll, 100));\n"),
    (JavaScript, "setTimeout(resolve, backoff(n));\n"),
    (JavaScript, "if (typeof cb === \"function\" && opts === undefined) {\n"),
    (JavaScript, "class V {\n  length() {}\n}\nconst a = v.sub(w).length();\n"),
    (Python, "class A:\n    def method(\n"),
    (Python, "class A:\n    @decorated(\n        a,\n    )\n    def f(n):\n"),
    (Python, "if (\n    self.enabled\n"),
    (Python, "assertTrue(\n    x == y\n"),
    (Python, "@dataclass\nclass A:\n    def f(self):\n        seen: set[str] = set()\n"),
    (Python, "    # null when missing\n"),
    (Python, "class A:\n    def push(self, a):\n        pass\nb.push(c)\n"),
    (Python, "self._call(1)\n    def _call(self, x):\n"),
    (Rust, "json!({ \"parent\": null })\n"),
    (Rust, "    \"parent\": null,\n"),
    // Comments and texts say what they like.
    (Python, "self.retries = 3  # default is 3\n"),
    (Python, "raise ValueError(\"size is 0\")\n"),
    (Python, "def f():\n    \"\"\"Is it?\n\n    It does so if a is 3.\n"),
    (Cpp, "std::string a;\nn++;  // set<int> on every call\n"),
    (Cpp, "std::string a;\nf(\"make_pair(a, b)\");\n"),
    (Java, "int at = n % m; // 0 <= at < m\n"),
    (Java, "/*\n   It is 0 <= at < m,\n   and a ^ 2.\n"),
    (JavaScript, "f(`a =+ 1, and b ^ 2`); // x =+ 1\n"),
    (Go, "f(\"a =+ 1\") // null\n"),
    // Names that others have words for may be declared.
    (Go, "const (\n\tString\n"),
    (Go, "\tNone Kind = iota\n"),
    (Go, "\tNone = \"none\"\n"),
    (TypeScript, "enum Kind { None = 0, Some }\n"),
    (TypeScript, "enum Kind { Some, None }\n"),
    (TypeScript, "const kinds = {\n  None: 0,\n"),
    (Java, "enum Kind {\n    None,\n"),
    (Cpp, "return n->next == NULL;\n"),
    // The next of a list is none that is compared.
    (C, "while (p = p->next) {\n"),
    (C, "while ((c = getchar()) != EOF) {\n"),
    (C, "while ((p = p->next)) {\n"),
    (JavaScript, "while (node = node.parentNode) {\n"),
    (Cpp, "std::cout << \"pricing: >> \" << price << \"\\n\";\n"),
    (Cpp, "std::cout << (value >> 8) << \"\\n\";\n"),
    (Cpp, "using pricing = int; a = encoding >> 8;\n"),
    // Variables may be called as what `std` has.
    (Cpp, "std::map<int, int> map;\nreturn map;\n"),
    (Cpp, "std::string string;\nf(string, set);\n"),
    (Cpp, "std::pair<int, int> a;\nauto pair = a; pair = b;\n"),
    (Cpp, "using std::vector;\nstd::map<int, int> a;\nvector<int> b;\n"),
    (Cpp, "std::map<int, int> a;\ntemplate <class A> class vector {};\nvector<int> b;\n"),
    (Python, "order = np.sort(values)\n"),
    (Python, "df = df.sort(\"date\")\n"),
    (Python, "url = urls.reverse(\"home\")\n"),
    // What gets a function is the call whose brackets it stands in.
    (JavaScript, "items.filter(Boolean).forEach((item) => { console.log(item); });\n"),
    (JavaScript, "db.find(q).then((rows) => { done(rows); });\n"),
    (JavaScript, "items.sort(by).filter((item) => item.n > 0)\n"),
    (JavaScript, "items.sort((a, b) => f(a) - f(b)).filter((item) => item.n > 0)\n"),
    (JavaScript, "items.filter((item) => item.n > 0).sort((a, b) => a.n - b.n)\n"),
    (TypeScript, "onSave: (text: string) => { ok: boolean };\n"),
    (TypeScript, "type Save = (text: string) => { ok: typeof a, b: A };\n"),
    (TypeScript, "let f = g as (a: A) => { ok: boolean, b: Map<A, B> };\n"),
    (Python, "class Meta(type):\n    def __new__(mcs, name, bases, namespace):\n"),
    (Python, "class Meta(type):\n    def __call__(metacls, *args):\n"),
    (Python, "class A:\n    def __new__(kind, a):\n"),
    (Python, "class A:\n    def __add__(a, b):\n        pass\n    def __eq__(a, b):\n"),
    (Python, "class E(Exception):\n    def __init__(self, a):\n        Exception.__init__(self, a)\n"),
    (Python, "def f(a, _cache={}):\n"),
    (Python, "if self.names:\n    pass\nself.names\n"),
    (Cpp, "HandleError(a, b);\n"),
    (Cpp, "Error run();\n"),
    (Go, "type A struct {\n\tb.C\n"),
    (JavaScript, "/** The name. */\nModel.prototype.name;\n"),
    (JavaScript, "const a = fields[path.slice(0, i)];\n"),
    (Rust, "use crate::{\n    int::{A, B},\n"),
    (Rust, "a.notified().await;\nb.await;\n"),
];

#[test]
fn right_lines_are_left_alone() {
    for (language, text) in RIGHT {
        let found = found(*language, text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn mistakes_are_known_behind_other_lines() {
    for (language, text, expected) in [
        (Java, "void f(int a) {\n    this.a == a; // b\n    this.c == c;\n", "    this.c = c;\n"),
        (Go, "\ti++\n\ta.b.Close\n", "\ta.b.Close()\n"),
        (Python, "f(\n    a,\n)\n# b\n\nself.file.close\n", "self.file.close()\n"),
        (Cpp, "if (a.rfind(b) == -1) {\n", "if (a.rfind(b) == std::string::npos) {\n"),
        (Cpp, "if ((at = a.find(')')) != -1) {\n", "if ((at = a.find(')')) != std::string::npos) {\n"),
        (
            Python,
            "@dataclass(\n    frozen=True,\n)\nclass A:\n    a: list[str]\n    b: set[str] = set()\n",
            "    b: set[str] = field(default_factory=set)\n",
        ),
        (JavaScript, "f(`${a.length()} =+ `);\n", "f(`${a.length} =+ `);\n"),
        (Python, "if a is 5:  # a is 5\n", "if a == 5:  # a is 5\n"),
        (Cpp, "cin << a << b;\n", "cin >> a >> b;\n"),
        (Cpp, "std::cout >> (a >> 8) >> '\\n';\n", "std::cout << (a >> 8) << '\\n';\n"),
        (Cpp, "std::string a;\ncout << a << endl;\n", "std::cout << a << std::endl;\n"),
        (Cpp, "// A string.\nstd::map<int, int> a;\nstring b = c;\n", "std::string b = c;\n"),
        (Go, "return null\n", "return nil\n"),
        (TypeScript, "const f = (a): A => { ok: true, a };\n", "const f = (a): A => ({ ok: true, a });\n"),
        (
            JavaScript,
            "a.filter(b).sort((c, d) => { return c.n < d.n; });\n",
            "a.filter(b).sort((c, d) => { return c.n - d.n; });\n",
        ),
        (Java, "throw  IllegalStateException(a);\n", "throw  new IllegalStateException(a);\n"),
    ] {
        let found = found(language, text);
        assert!(found.contains(&expected.to_owned()), "{text}: {found:?}");
    }
}

#[test]
fn lines_without_any_are_left_alone() {
    for (language, text) in [
        (Python, "    a: list[str] = []\n"),
        (Python, "a = f(b=[])\n"),
        (Python, "a = nil\n"),
        (Python, "a.sort()\n"),
        (Python, "print(\"null\")\n"),
        (JavaScript, "a.filter((b) => b.n < c.n).sort()\n"),
        (JavaScript, "setTimeout(f, g(1), h)"),
        (JavaScript, "setTimeout(() => f(), 5)\n"),
        (Cpp, "for (auto [a, b] : c) {\n"),
        (Go, "func f[A, B any](a A) {\n"),
        (Rust, "a = b ^ 20;\n"),
        (C, "a = \"b\";\n"),
        (C, "} while (a > b);\n"),
        (C, "if (a = f(b)) {\n"),
        (C, "char *a = malloc(strlen(b) + 1);\n"),
        (C, "fgets(line, sizeof line, in);\n"),
        (Java, "for (int i = 1; i <= a.size(); i++) {\n"),
        (JavaScript, "a.forEach((b) => { b.c(); })\n"),
        (JavaScript, "a.map((b) => { return b.c; })\n"),
        (C, "scanf(\"%d\", &n);\n"),
        (Python, "class A:\n    @staticmethod\n    def f(n):\n"),
        (Python, "def f():\n    def g(n):\n"),
        (Python, "    assert a == b\n"),
        (Rust, "    a == b\n".trim_end()),
        (Go, "fmt.Println(a.string())\n"),
        (Cpp, "using namespace std;\nstd::map<int, int> a;\nvector<string> b;\n"),
    ] {
        let found = found(language, text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
    let odd = [
        "\n",
        "é[ö, ü\n",
        "] * ] * \n",
        " ^ 2\n",
        ".sort()\n",
        "=[\n",
        "|\n",
        "[[é] * ö] * ü\n",
        "é = ö.sort(ü\n",
        "scanf(\"%d%é\", é, ö, ü\n",
        "fscanf(f, \"%d\", é);\n",
        "snprintf(é, sizeof é.ö, é)\n",
        "é = malloc(sizeof(é)); malloc(strlen(ö))\n",
        "std::cout >> é << string<é>\n",
        "typeof é === undefined\n",
        "setTimeout(é(), ö)(\n",
        "a.sort((é, ö) => é < ö\n",
        "if (é = ö) é =+ ü;\n",
        "for (é = 0; é <= ö.length; é++);\n",
        "0..=é.len()\n",
        "typeof é === string ö\n",
        "[é, ö] = [é, ö]\n",
        "=> { é: ö, ü }é\n",
        "‘é.find(ö) == -1 this(é\n",
        "é & ö == ü == ä\n",
        "def _len_é(\n",
        "throw É(ö)é.readline() : List(é\n",
        "throw  É(ö)\n",
        "use std::é ;\n",
        "typeof é ===  string\n",
        "é.find(ö) == -1é; (é) != -1\n",
        "if (é) ö(ü);\n",
        "/* é */ null // é null\n",
        "é!({ \"é\": null })\n",
        "fgets(é.ö, sizeof ö, é)\n",
        "qsort(é, ö, sizeof(é))\n",
        "new ÉError(ö)\n",
        "é.ö;\n",
        "    def é(ö):\n",
        "from é import ö, ü\n",
        "use é::{ö};\n",
        "import é.ö;\n",
        "#include <é>\n",
        "\"é/json\"\n",
        "fmt.é(ö)\n",
        "t.Format(\"YYYY é\")\n",
        "if (é.indexOf(ö)) => { é }\n",
        "while (é = ö.f() != ü) {\n",
        "        if (g(s == \"é\") == \"éaé\") {\n",
        "std::cout >> é >> (ö >> ü)) >>\n",
        "é.sort((ö, ü) => ö < ü); é.map(ö => { ü })\n",
        "): é => { ö: ü }\n",
        ")é)( => { ö: ü }\n",
    ];
    for language in Language::ALL {
        for text in odd {
            drop(found(language, text));
            if !text.trim_end().is_empty() {
                drop(found(language, text.trim_end()));
            }
        }
    }
}

#[test]
fn what_the_document_declares_shows_mistakes_of_c() {
    for (language, text, expected) in [
        (C, "    char end = strchr(text, '=');\n", "    char *end = strchr(text, '=');\n"),
        (C, "    const int p = (const int *)data;\n", "    const int *p = (const int *)data;\n"),
        (C, "    Node *n = calloc(1, sizeof(Node *));\n", "    Node *n = calloc(1, sizeof(Node));\n"),
        (C, "void f(const char *s)\n{\n    n = sizeof(s);\n", "    n = strlen(s);\n"),
        (C, "    int *p = realloc(q, cap);\n", "    int *p = realloc(q, cap * sizeof(int));\n"),
        (
            C,
            "void put(int row, int col, char c);\nint f()\n{\n    put(col, row, c);\n",
            "    put(row, col, c);\n",
        ),
        (
            Cpp,
            "struct Item { int price; int count; };\n    list = Item{count, price};\n",
            "    list = Item{price, count};\n",
        ),
        (C, "m[row][col] = 1;\nn = m[row][col];\n    m[col][row] = 2;\n", "    m[row][col] = 2;\n"),
        (C, "    kill(SIGTERM, pid);\n", "    kill(pid, SIGTERM);\n"),
        (C, "    va_list ap;\n    snprintf(text, n, format, ap);\n", "    vsnprintf(text, n, format, ap);\n"),
        (
            C,
            "    while (fread(&h, sizeof(h), 1, in) == sizeof(h)) {\n",
            "    while (fread(&h, sizeof(h), 1, in) == 1) {\n",
        ),
        (
            C,
            "    for (t = strtok(b, s); t; t = strtok(b, s)) {\n",
            "    for (t = strtok(b, s); t; t = strtok(NULL, s)) {\n",
        ),
        (C, "    double share = 1 / 3;\n", "    double share = 1.0 / 3.0;\n"),
        (C, "    if (*c == ';' || '#') {\n", "    if (*c == ';' || *c == '#') {\n"),
        (C, "    if (v == NAN) {\n", "    if (isnan(v)) {\n"),
        (
            C,
            "    map = mmap(NULL, n, p, f, fd, 0);\n    if (map == NULL) {\n",
            "    if (map == MAP_FAILED) {\n",
        ),
        (C, "        x = 1;\n    case 2:\n", "        break;\n    case 2:\n"),
        (C, "    if (n & (n - 1) == 0)\n", "    if ((n & (n - 1)) == 0)\n"),
        (C, "    if (a[i].lo <= n <= a[i].hi)\n", "    if (n >= a[i].lo && n <= a[i].hi)\n"),
        (C, "#define SIZE = 3\n", "#define SIZE 3\n"),
        (C, "#define SIZE (3);\n", "#define SIZE (3)\n"),
        (C, "    for (int i = n; i > 0; i++) {\n", "    for (int i = n; i > 0; i--) {\n"),
        (Cpp, "    for (int i = 0; i < n; ++j)\n", "    for (int i = 0; i < n; ++i)\n"),
        (
            Cpp,
            "void f(int n) {\n    throw Error(\"no \" + n);\n",
            "    throw Error(\"no \" + std::to_string(n));\n",
        ),
        (Cpp, "    out << std::string(' ', n);\n", "    out << std::string(n, ' ');\n"),
        (Cpp, "    x = std::clamp(0, x, 9);\n", "    x = std::clamp(x, 0, 9);\n"),
        (Cpp, "    throw new Error(1);\n", "    throw Error(1);\n"),
        (
            Cpp,
            "    std::mt19937 rng(std::random_device());\n",
            "    std::mt19937 rng(std::random_device{}());\n",
        ),
        (Cpp, "class Shape {\n    virtual int area();\n    ~Shape() {}\n", "    virtual ~Shape() {}\n"),
        (Cpp, "class Circle : Shape {\n", "class Circle : public Shape {\n"),
        (
            Cpp,
            "void f(std::unique_ptr<A> a) {\n    list.push_back(a);\n",
            "    list.push_back(std::move(a));\n",
        ),
        (
            Cpp,
            "    std::sort(a.begin(), a.end(), [](int x, int y) { x < y; });\n",
            "    std::sort(a.begin(), a.end(), [](int x, int y) { return x < y; });\n",
        ),
        (Cpp, "    lines.empty();\n", "    lines.clear();\n"),
        (Cpp, "    std::lock_guard<std::mutex>(mutex);\n", "    std::lock_guard<std::mutex> lock(mutex);\n"),
        (Cpp, "    auto it = ages.find(n);\n    if (it == names.end()) {\n", "    if (it == ages.end()) {\n"),
    ] {
        let found = found(language, text);
        assert!(found.contains(&expected.to_owned()), "{text}: {found:?}");
    }
}

#[test]
fn what_is_used_below_shows_mistakes_of_c() {
    for (text, expected) in [
        ("    double sum;\n    for (;;)\n        sum += 1;\n", "    double sum = 0.0;\n"),
        ("    char c;\n    while ((c = getchar()) != EOF) {\n", "    int c;\n"),
        (
            "    std::lock_guard<std::mutex> lock(m);\n    changed.wait(lock);\n",
            "    std::unique_lock<std::mutex> lock(m);\n",
        ),
        ("    std::ifstream report(path);\n    report << sum;\n", "    std::ofstream report(path);\n"),
    ] {
        let found = texts_of(mended(&Marked::new(text, 0, 0).unwrap(), Cpp, |_| true));
        assert!(found.contains(&expected.to_owned()), "{text}: {found:?}");
    }
    for (text, line) in [
        ("    int sum;\n    sum = 1;\n    sum += 1;\n", 0),
        ("struct A {\n    int n;\n    void add() { n++; }\n};\n", 1),
        ("    std::ifstream out(path);\n    out >> sum;\n", 0),
        (
            "    void put() {\n        lock_guard<mutex> lock(m);\n    }\n    void get() {\n        c.wait(lock);\n",
            1,
        ),
        ("    for (int i = 0; i < n; ++j)\n        i += step(j);\n", 0),
    ] {
        assert_eq!(
            texts_of(mended(&Marked::new(text, line, line).unwrap(), Cpp, |_| true)),
            [] as [&str; 0],
            "{text}"
        );
    }
}

#[test]
fn right_lines_of_c_stay() {
    for (language, text) in [
        (C, "    char *end = strchr(text, '=');\n"),
        (C, "    node_ptr n = malloc(sizeof(*n));\n"),
        (C, "    char **list = malloc(n * sizeof(char *));\n"),
        (C, "    char *p = realloc(q, cap);\n"),
        (C, "    int n = (char *)end - start;\n"),
        (C, "    int found = strchr(text, '=') != NULL;\n"),
        (C, "    int found = strchr(text, '=') ? 1 : 0;\n"),
        (C, "    é  = malloc(1);\n"),
        (C, "    void *p = malloc(sizeof(void *));\n"),
        (C, "void f(char *s)\n{\n    write(fd, &s, sizeof(s));\n"),
        (C, "void f(char *s)\n{\n}\nchar s[9];\nvoid g()\n{\n    n = sizeof(s);\n"),
        (C, "void f()\n{\n    char *p, s[9];\n    n = sizeof(s);\n"),
        (C, "    Item *p = realloc(q, new_size);\n"),
        (C, "void put(int x, int y);\n    put(y, x);\n"),
        (C, "a[u][v] = 1;\nn = a[u][v];\n    a[v][u] = 1;\n"),
        (C, "m[row][col] = 1;\nn = m[row][col];\n    m[col][row] = x[row][col];\n"),
        (C, "    p = mmap(a, n);\n    p = malloc(n);\n    if (p == NULL) {\n"),
        (C, "        [[fallthrough]];\n    case 2:\n"),
        (C, "        usage(argv[0]);\n    case 2:\n"),
        (C, "    for (size_t i = n - 1; i < n; i--) {\n"),
        (C, "    if (fread(p, n, 1, f) == n_all) {\n"),
        (Cpp, "#define PURE = 0\n"),
        (Cpp, "    x = std::clamp(5, low, high);\n"),
        (Cpp, "    double half = std::accumulate(vec.begin(), vec.end(), 0);\n"),
        (Cpp, "class Shape {\n    virtual int area();\nprotected:\n    ~Shape() {}\n"),
        (Cpp, "class Socket : NonCopyable {\n"),
        (Cpp, "std::mutex m;\n"),
        (Cpp, "    auto it = ages.find(n);\n    for (auto it = names.begin(); it != names.end(); ++it) {\n"),
        (Cpp, "std::string& f() {\n    auto g = [&] {\n        int x = 1;\n"),
        (Python, "if a == 1 or \"x\" not in b:\n"),
        (Python, "def f(self, a):\n    g(\n        a = a\n"),
        (Python, "class A:\n    a = a\n"),
        (C, "void put(int row, int col);\n    put(row, col);\n"),
        (C, "int less(int a, int b);\n    less(b, a);\n"),
        (C, "void put(int row, int col);\nvoid put(int col, int row)\n"),
        (C, "    double share = 9.0 * 5 / 9;\n"),
        (C, "    x = n / 3;\n"),
        (C, "        break;\n    case 2:\n"),
        (C, "    case 1:\n    case 2:\n"),
        (C, "        x = 1; /* falls through */\n    case 2:\n"),
        (C, "#define SIZE(a) ((a) == 1)\n"),
        (C, "    for (int i = 0; i < n; i++) {\n"),
        (C, "    for (i = 0, j = n; i < j; j--) {\n"),
        (Cpp, "void f(std::string n) {\n    throw Error(\"no \" + n);\n"),
        (Cpp, "    std::string s(n, ' ');\n"),
        (Cpp, "class Shape {\n    virtual int area();\n    virtual ~Shape() {}\n"),
        (Cpp, "class Circle : public Shape {\n"),
        (Cpp, "    if (lines.empty()) {\n"),
        (Cpp, "    std::for_each(a.begin(), a.end(), [](int x) { show(x); });\n"),
        (Cpp, "    auto it = ages.find(n);\n    if (it == ages.end()) {\n"),
        (Cpp, "    Item item(std::move(other));\n"),
        (Cpp, "é\n"),
        (C, "    return sizeof(t\n"),
        (C, "    if ((n & (n - 1)) == 0)\n"),
        (C, "#define é\n"),
    ] {
        assert_eq!(found(language, text), [] as [&str; 0], "{text}");
    }
}
