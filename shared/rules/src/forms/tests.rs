//! Forms of other languages, and what they become.

use super::*;
use Language::{C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript};

#[test]
fn forms_of_others_become_the_languages_own() {
    let mut missing = Vec::new();
    for (language, code, expected) in [
        (C, "#define BINS = 5;", "#define BINS 5"),
        (C, "static const int[] days = {31, 28};", "static const int days[] = {31, 28};"),
        (C, "if x > 3 return y;", "if (x > 3) return y;"),
        (C, "let count: int = 0;", "int count = 0;"),
        (Cpp, "auto d, node = queue.top();", "auto [d, node] = queue.top();"),
        (Cpp, "if bids_.empty() return std::nullopt;", "if (bids_.empty()) return std::nullopt;"),
        (Cpp, "for word in words:", "for (const auto& word : words) {"),
        (C, "for (r = head, r != NULL, r = r->next) {", "for (r = head; r != NULL; r = r->next) {"),
        (C, "} else (key > root) {", "} else if (key > root) {"),
        (
            Cpp,
            "auto less = (const Bid& a, const Bid& b) => { return a < b; };",
            "auto less = [](const Bid& a, const Bid& b) { return a < b; };",
        ),
        (Cpp, "} catch (e) {", "} catch (const std::exception& e) {"),
        (Go, "for (n := 1; s.Scan(); n++) {", "for n := 1; s.Scan(); n++ {"),
        (Go, "struct Cache {", "type Cache struct {"),
        (Go, "func (c *Cache) Keys() string[] {", "func (c *Cache) Keys() []string {"),
        (Go, "Hook hook", "var hook Hook"),
        (
            Go,
            "func (c *Config) Set(string section, int count) {",
            "func (c *Config) Set(section string, count int) {",
        ),
        (
            Go,
            "sort.Slice(a, (i, j) => a[i] < a[j])",
            "sort.Slice(a, func(i, j int) bool { return a[i] < a[j] })",
        ),
        (Go, "for key in keys {", "for _, key := range keys {"),
        (Go, "let x = f()", "x := f()"),
        (Java, "private final int[] LOWEST = [0, 1];", "private final int[] LOWEST = {0, 1};"),
        (Java, "if (a < b or c > d) {", "if (a < b || c > d) {"),
        (Java, "public Schedule(text: String) {", "public Schedule(String text) {"),
        (Java, "static class Register() {", "static class Register {"),
        (Java, "class Register() {", "class Register {"),
        (Java, "for (const invoice of invoices.values()) {", "for (Invoice invoice : invoices.values()) {"),
        (Java, "def total(self: Cart, n: int) -> double:", "double total(Cart self, int n) {"),
        (JavaScript, "if (a && b === c) && (d === e) {", "if (a && b === c && d === e) {"),
        (JavaScript, "cues.push({ start = from, end = to });", "cues.push({ start: from, end: to });"),
        (JavaScript, "const counts = { X = 0, O = 0 };", "const counts = { X: 0, O: 0 };"),
        (JavaScript, "this.set(key, { **flag, expires });", "this.set(key, { ...flag, expires });"),
        (JavaScript, "return a if b else c;", "return b ? a : c;"),
        (JavaScript, "items.map(lambda x: x + 1);", "items.map(x => x + 1);"),
        (JavaScript, "const s = f\"a {b}\";", "const s = `a ${b}`;"),
        (Python, "return any(a for b in c) ? 1 : 0", "return 1 if any(a for b in c) else 0"),
        (Python, "rows = sorted(v, key=s => (-s.a, s.b))", "rows = sorted(v, key=lambda s: (-s.a, s.b))"),
        (Python, "} else if (x && !y) {", "elif x and not y:"),
        (Python, "if a !== b:", "if a != b:"),
        (Python, "if a !=== b:", "if a != b:"),
        (Python, "for (int i = 0; i < n; i++) {", "for i in range(n):"),
        (Python, "} catch (ValueError e) {", "except ValueError as e:"),
        (Python, "throw new ValueError(text);", "raise ValueError(text)"),
        (Python, "def total(int count) {", "def total(count: int):"),
        (
            Rust,
            "self.reverse ? order.reverse() : order",
            "if self.reverse { order.reverse() } else { order }",
        ),
        (Rust, "usize column, // from one", "column: usize, // from one"),
        (Rust, "for (x in 0..self.width) {", "for x in 0..self.width {"),
        (Rust, "Vec<&Coupon> list = all.collect();", "let mut list: Vec<&Coupon> = all.collect();"),
        (Rust, "fn add(int a, int b): int {", "fn add(a: int, b: int) -> int {"),
        (Rust, "let left, right = f(a), f(b);", "let (left, right) = (f(a), f(b));"),
        (TypeScript, "match (action.type) {", "switch (action.type) {"),
        (Rust, "let x = new Counter(3);", "let x = Counter::new(3);"),
        (TypeScript, "for (const name, spec of this.specs) {", "for (const [name, spec] of this.specs) {"),
        (TypeScript, "type Flag = string || number || boolean;", "type Flag = string | number | boolean;"),
        (
            TypeScript,
            "type Comparator<T> = (a: T, b: T): number;",
            "type Comparator<T> = (a: T, b: T) => number;",
        ),
        (TypeScript, "for (const child: number of [2, 3]) {", "for (const child of [2, 3]) {"),
        (
            TypeScript,
            "private async get<T>(string path): Promise<T> {",
            "private async get<T>(path: string): Promise<T> {",
        ),
        (
            TypeScript,
            "return rows.map((row) => { ...row, at });",
            "return rows.map((row) => ({ ...row, at }));",
        ),
        (TypeScript, "String name = \"a, b\";", "const name: String = \"a, b\";"),
    ] {
        let found = forms(&format!("    {code}\n"), language);
        if !found.contains(&format!("    {expected}\n")) {
            missing.push(format!("{code} => {expected}\n{}", found.concat()));
        }
    }
    assert!(missing.is_empty(), "{}", missing.concat());
}

#[test]
fn other_lines_stay_and_each_form_is_another() {
    let code = "a = 1\n    for x in y {\nb = 2\n";
    let found = forms(code, Go);
    assert!(found.contains(&"a = 1\n    for _, x := range y {\nb = 2\n".to_owned()), "{found:?}");
    assert_eq!(found.iter().collect::<HashSet<_>>().len(), found.len());
    assert!(found.len() <= MOST && !found.contains(&code.to_owned()));
}

#[test]
fn texts_and_comments_are_no_code() {
    for (language, code) in [
        (Java, "f(\"a and b\"); // c or d\n"),
        (Python, "f('a && b') # c || d\n"),
        (JavaScript, "f(`a and ${b}`);\n"),
    ] {
        assert!(
            forms(code, language).iter().all(|form| !form.contains("&&") || code.contains("&&")),
            "{code}"
        );
        assert!(
            !forms(code, language).iter().any(|form| form.contains("a and b") != code.contains("a and b"))
        );
    }
}

#[test]
fn odd_lines_do_no_harm() {
    let marks = [
        "(", ")", "{", "}", "[", "]", "=", ":", ";", "|", "?", "for ", "if ", " else ", "lambda", "new ",
        "ß", "\"", "'", "`", ",", "->", "=>", " of ", "fn ", "class ", "x", " ", "\n", "[]", "#", "//",
        "catch ", "let ",
    ];
    let mut state = 1_usize;
    for _ in 0..20_000 {
        let mut code = String::new();
        for _ in 0..=state % 12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            code += marks[(state >> 33) % marks.len()];
        }
        for language in Language::ALL {
            forms(&code, language);
        }
    }
    for code in ["/*!=====*/\n", "!===\n", "a ==== b !==== c\n", "not===and\n"] {
        for language in Language::ALL {
            forms(code, language);
        }
    }
    assert!(forms(&"x \n".repeat(MOST_LINES + 1), Rust).is_empty());
}
