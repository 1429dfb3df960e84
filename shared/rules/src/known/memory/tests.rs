//! What is freed, counted down, compared and written as nobody means it, and lines that only look so.

use super::super::mended;
use crate::{
    language::Language::{self, C, Cpp},
    marked::Marked,
    rewrites::texts_of,
};

/// What is known of the lines between two `@`.
fn found(language: Language, text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split('@').collect();
    let [before, code, after] = *parts else { return vec![text.to_owned()] };
    let document = [before, code, after].concat();
    let first = before.matches('\n').count();
    texts_of(mended(
        &Marked::new(&document, first, first + code.trim_end().matches('\n').count()).unwrap(),
        language,
        |_| true,
    ))
}

#[test]
fn what_is_certain_is_put_right() {
    for (language, text, expected) in [
        (
            C,
            "void drop(struct link *at)\n{\n    while (at) {\n@        free(at);\n        at = at->after;\n@    }\n}\n",
            "        struct link *after = at->after;\n        free(at);\n        at = after;\n",
        ),
        (
            C,
            "    char *word = strtok(line, \" \");\n    while (word) {\n@        word = strtok(line, \" \");\n@    }\n",
            "        word = strtok(NULL, \" \");\n",
        ),
        (
            C,
            "static int order(const void *a, const void *b)\n{\n@    return *x > *y;\n@}\nvoid f() { qsort(l, n, 4, order); }\n",
            "    return (*x > *y) - (*x < *y);\n",
        ),
        (C, "    char *all = malloc(n);\n@    strcat(all, first);\n@", "    strcpy(all, first);\n"),
        (C, "@    for (size_t i = n - 1; i >= 0; i--) {\n@", "    for (size_t i = n; i-- > 0; ) {\n"),
        (
            Cpp,
            "@    for (size_t i = v.size() - 1; i >= 0; --i) {\n@",
            "    for (int i = static_cast<int>(v.size()) - 1; i >= 0; --i) {\n",
        ),
        (C, "char *name(int n)\n{\n@    char out[9];\n@    return out;\n}\n", "    static char out[9];\n"),
        (
            C,
            "void zero(int list[8])\n{\n@    memset(list, 0, sizeof(list));\n@}\n",
            "    memset(list, 0, 8 * sizeof(list[0]));\n",
        ),
        (
            C,
            "@const char *all[] = {\"one\", \"two\" \"three\", \"four\"};\n@",
            "const char *all[] = {\"one\", \"two\", \"three\", \"four\"};\n",
        ),
        (
            Cpp,
            "class Shape {\npublic:\n@    int sides() const { return 0; }\n@};\nclass Box : public Shape {\n    int sides() const override { return 4; }\n};\n",
            "    virtual int sides() const { return 0; }\n",
        ),
        (Cpp, "@    std::string line('-', 20);\n@", "    std::string line(20, '-');\n"),
        (C, "int add(int a, int b)\n{\n@    if (a + b > INT_MAX)\n@", "    if (a > INT_MAX - b)\n"),
        (Cpp, "@    return x == o.x && y == y;\n@", "    return x == o.x && y == o.y;\n"),
        (C, "@    t.tm_year = year;\n@", "    t.tm_year = year - 1900;\n"),
        (C, "@    srand((unsigned)time);\n@", "    srand((unsigned)time(NULL));\n"),
        (C, "@    if ('0' <= *p <= '9')\n@", "    if ('0' <= *p && *p <= '9')\n"),
        (C, "@    int list[] = malloc(n * 4);\n@", "    int *list = malloc(n * 4);\n"),
        (
            Cpp,
            "    List(int n) : items_(new int[n]) {}\n@    ~List() { delete items_; }\n@",
            "    ~List() { delete[] items_; }\n",
        ),
        (
            C,
            "void f(struct point *p)\n{\n@    memset(&p, 0, sizeof(*p));\n@",
            "    memset(p, 0, sizeof(*p));\n",
        ),
        (C, "    int kept = *x;\n    *x = *y;\n@    *y = *x;\n@", "    *y = kept;\n"),
        (C, "@    if ((char)*s & MASK != 8)\n@", "    if (((char)*s & MASK) != 8)\n"),
        (Cpp, "@    bool operator(int a) const {\n@", "    bool operator()(int a) const {\n"),
        (Cpp, "@using Call = std::function<(int) -> bool>;\n@", "using Call = std::function<bool(int)>;\n"),
        (Cpp, "@using fs = std::filesystem;\n@", "namespace fs = std::filesystem;\n"),
        (
            Cpp,
            "@    std::priority_queue<Job, std::greater<Job>> jobs;\n@",
            "    std::priority_queue<Job, std::vector<Job>, std::greater<Job>> jobs;\n",
        ),
        (Cpp, "@    n = std::min(a, b, c[0]);\n@", "    n = std::min({a, b, c[0]});\n"),
        (
            Cpp,
            "@    auto it = std::find(a.begin(), a.end(),\n@        [](int n) { return n > 2; });\n",
            "    auto it = std::find_if(a.begin(), a.end(),\n",
        ),
    ] {
        let found = found(language, text);
        assert!(found.contains(&expected.to_owned()), "{text}: {found:?}");
    }
}

#[test]
fn what_only_looks_so_stays() {
    for (language, text) in [
        (C, "@    free(at);\n    at = other->after;\n@"),
        (C, "    char *word = strtok(line, \" \");\n@    word = strtok(line, \" \");\n@"),
        (C, "static int more(int a, int b)\n{\n@    return a > b;\n@}\n"),
        (C, "    char *all = malloc(n);\n    strcpy(all, a);\n@    strcat(all, first);\n@"),
        (C, "@    for (int i = n - 1; i >= 0; i--) {\n@"),
        (C, "void f(int n)\n{\n@    char out[9];\n@    return;\n}\n"),
        (C, "void f(void)\n{\n    int list[8];\n@    memset(list, 0, sizeof(list));\n@}\n"),
        (C, "@    puts(\"one\" \"two\");\n@"),
        (C, "@    {\"one\", \"\\x1b\" \"[0m\", \"two\", \"three\"},\n@"),
        (Cpp, "class Shape {\npublic:\n@    int sides() const { return 0; }\n@};\n"),
        (Cpp, "@    std::string line(20, '-');\n@"),
        (C, "int add(long a, long b)\n{\n@    if (a + b > INT_MAX)\n@"),
        (C, "@    if (x != x)\n@"),
        (C, "@    t.tm_year = year - 1900;\n@"),
        (C, "@    t.tm_year = other.tm_year;\n@"),
        (C, "@    if (a <= b && b <= c)\n@"),
        (Cpp, "@    Pair<A, B> x = f < g > (y);\n@"),
        (Cpp, "    p_ = new Item();\n@    delete p_;\n@"),
        (C, "void f(struct point p)\n{\n@    memset(&p, 0, sizeof(p));\n@"),
        (C, "    int kept = *x;\n    *x = *y;\n@    *y = kept;\n@"),
        (C, "@    if ((flags & MASK) != 8)\n@"),
        (Cpp, "@    bool operator()(int a) const {\n@"),
        (Cpp, "@using Text = std::string;\n@"),
        (Cpp, "@    n = std::min(a, b, less);\n@"),
        (Cpp, "@    auto it = std::find(a.begin(), a.end(), n);\n@"),
        (
            C,
            "    while (word) {\n        word = strtok(NULL, \" \");\n    }\n    if (all) {\n        word = strtok(line, \" \");\n@        word = strtok(line, \" \");\n@    }\n",
        ),
        (
            C,
            "static int is_less(const void *a, const void *b)\n{\n@    return *x < *y;\n@}\nvoid f() { qsort(l, n, 4, order); }\n",
        ),
        (
            C,
            "    char *all = malloc(n);\n    for (i = 0; i < n; i++) {\n@        strcat(all, list[i]);\n@    }\n",
        ),
        (C, "@    assert(a != NULL && \"no room\");\n@"),
        (C, "@    int on = 1;\n    setsockopt(s, LEVEL, NAME, &on, sizeof(on));\n@"),
        (
            Cpp,
            "struct A {\n    char *f() {\n@        char out[9];\n@        return g();\n    }\n    char *h() {\n        return out;\n    }\n};\n",
        ),
        (Cpp, "char *name(int n)\n{\n@    thread_local char out[9];\n@    return out;\n}\n"),
        (
            Cpp,
            "void f(std::array<int, 3> list)\n{\n    g(n, list[i]);\n@    write(out, &list, sizeof(list));\n@}\n",
        ),
        (
            Cpp,
            "class Shape {\npublic:\n@    int sides() const { return 0; }\n@};\nclass Box : public Solid {\n    int sides() const override { return 4; }\n};\n",
        ),
        (C, "    year -= 1900;\n@    t.tm_year = year;\n@"),
        (C, "@    t.tm_mon = month;\n@"),
        (C, "    unsigned time = ticks();\n@    srand(time);\n@"),
        (C, "@    int n; // 0 <= n < size\n@"),
        (C, "@    fail(\"not 0 <= n < size\");\n@"),
        (C, "void f(struct point *p)\n{\n@    memcpy(&p[i], &kept, sizeof(*p));\n@"),
        (Cpp, "@    std::priority_queue<int> a; b(c, std::greater<int>());\n@"),
        (Cpp, "@    n = std::min(a, b, by<A, B>());\n@"),
        (Cpp, "    bool a = b ||\n@        c.empty();\n@"),
        (
            Cpp,
            "@    auto it = std::find(a.begin(), a.end(), n);\n    std::sort(b.begin(), b.end(), [](int x, int y) {\n@",
        ),
        (C, "é\n@    free(é);\n    é = é->ö;\n@"),
    ] {
        assert_eq!(found(language, text), [] as [&str; 0], "{text}");
    }
}
