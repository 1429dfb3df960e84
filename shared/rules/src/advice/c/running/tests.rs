//! What messages of running programs, of functions' ends and of declarations ask for.

use super::super::super::advised;
use crate::{
    language::Language::{self, C, Cpp},
    marked::Marked,
    rewrites::texts_of,
};

/// What is asked for in the lines between two `@`.
fn asked(language: Language, text: &str, message: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split('@').collect();
    let [before, code, after] = *parts else { return vec![text.to_owned()] };
    let document = [before, code, after].concat();
    let first = before.matches('\n').count();
    texts_of(advised(
        &Marked::new(&document, first, first + code.trim_end().matches('\n').count()).unwrap(),
        language,
        Some(message),
        |_| false,
    ))
}

#[test]
fn messages_are_answered() {
    for (language, text, message, expected) in [
        (
            C,
            "int f(void)\n{\n    int sum = 1;\n@}\n@",
            "control reaches end of non-void function",
            "    return sum;\n}\n",
        ),
        (
            Cpp,
            "@int f() { g(); }\n@",
            "no return statement in function returning non-void",
            "int f() { return g(); }\n",
        ),
        (
            C,
            "    switch (n) {\n    case 1:\n@        f();\n    case 2:\n@",
            "this statement may fall through",
            "        f();\n        break;\n    case 2:\n",
        ),
        (
            Cpp,
            "int main()\n{\n    std::vector<std::thread> pool;\n@    show();\n@}\n",
            "terminate called without an active exception",
            "    for (auto& p : pool) p.join();\n    show();\n",
        ),
        (
            C,
            "    ids[i] = i;\n@    pthread_create(&t, NULL, run, &i);\n@",
            "ThreadSanitizer: data race",
            "    pthread_create(&t, NULL, run, &ids[i]);\n",
        ),
        (C, "@    last = line;\n@", "AddressSanitizer: attempting double-free", "    last = strdup(line);\n"),
        (
            C,
            "@    int seen[3];\n@",
            "runtime error: index 3 out of bounds for type 'int [3]'",
            "    int seen[4];\n",
        ),
        (
            Cpp,
            "struct CellHash {};\n@    std::unordered_set<Cell> seen;\n@",
            "use of deleted function ‘std::unordered_set<_Value>::unordered_set()’",
            "    std::unordered_set<Cell, CellHash> seen;\n",
        ),
        (
            Cpp,
            "@    int size() { return n_; }\n@",
            "passing ‘const List’ as ‘this’ argument discards qualifiers",
            "    int size() const { return n_; }\n",
        ),
        (
            C,
            "@    int n = argc > 1 ? argv[1] : 5;\n@",
            "pointer/integer type mismatch in conditional expression",
            "    int n = argc > 1 ? atoi(argv[1]) : 5;\n",
        ),
        (
            C,
            "@    const struct cell *c = *a;\n@",
            "dereferencing ‘void *’ pointer",
            "    const struct cell *c = a;\n",
        ),
        (C, "@    int all[] = f();\n@", "invalid initializer", "    int *all = f();\n"),
        (
            C,
            "@static void say(const char *form)\n@{\n    va_start(list, form);\n",
            "too many arguments to function ‘say’",
            "static void say(const char *form, ...)\n",
        ),
        (C, "@    s.run = stop();\n@", "too few arguments to function ‘stop’", "    s.run = stop;\n"),
    ] {
        let found = asked(language, text, message);
        assert!(found.contains(&expected.to_owned()), "{text}: {message}: {found:?}");
    }
}

#[test]
fn messages_of_declarations_are_answered() {
    for (language, text, message, expected) in [
        (
            C,
            "void exchange(int *a, int *b);\n@    exchange(v[i], v[k]);\n@",
            "passing argument 1 of ‘exchange’ makes pointer from integer without a cast",
            "    exchange(&v[i], &v[k]);\n",
        ),
        (
            C,
            "void f(int amount)\n{\n@    t->sum = total;\n@}\n",
            "‘total’ undeclared (first use in this function)",
            "    t->sum = amount;\n",
        ),
        (
            C,
            "@#include <stdio.h>\n@",
            "implicit declaration of function ‘strlen’",
            "#include <stdio.h>\n#include <string.h>\n",
        ),
        (
            C,
            "@#include <stdio.h>\n@",
            "implicit declaration of function ‘isdigit’",
            "#include <ctype.h>\n#include <stdio.h>\n",
        ),
        (
            Cpp,
            "struct Base {\n    virtual void say(const Text& t) const = 0;\n};\n@    void say(Text& t) override {\n@",
            "‘void A::say(Text&)’ marked ‘override’, but does not override",
            "    void say(const Text& t) const override {\n",
        ),
        (
            Cpp,
            "@    wait(5ms);\n@",
            "unable to find numeric literal operator ‘operator\"\"ms’",
            "    using namespace std::chrono_literals;\n    wait(5ms);\n",
        ),
        (
            Cpp,
            "@T first(const List<T>& all) {\n@",
            "‘T’ was not declared in this scope",
            "template <typename T>\nT first(const List<T>& all) {\n",
        ),
        (
            Cpp,
            "class Cat : public Pet {\n@    Cat() : super(4) {}\n@",
            "class ‘Cat’ does not have any field named ‘super’",
            "    Cat() : Pet(4) {}\n",
        ),
        (
            Cpp,
            "@    case Kind::Two: return \"two\";\n@",
            "enumeration value ‘Three’ not handled in switch",
            "    case Kind::Two: return \"two\";\n    case Kind::Three: return \"three\";\n",
        ),
        (
            Cpp,
            "@    each->tell(n);\n@",
            "base operand of ‘->’ has non-pointer type ‘std::weak_ptr<A>’",
            "    each.lock()->tell(n);\n",
        ),
        (
            Cpp,
            "@    return in.get(c);\n@",
            "cannot convert ‘std::istream’ to ‘bool’ in return",
            "    return static_cast<bool>(in.get(c));\n",
        ),
        (
            Cpp,
            "std::string to_text(Kind k) {\n}\n@    std::cout << a.kind() << n;\n@",
            "no match for ‘operator<<’ (operand types are ‘std::ostream’ and ‘Kind’)",
            "    std::cout << to_text(a.kind()) << n;\n",
        ),
    ] {
        let found = asked(language, text, message);
        assert!(found.contains(&expected.to_owned()), "{text}: {message}: {found:?}");
    }
}
