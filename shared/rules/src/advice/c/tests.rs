//! What messages ask for by their exact words, in documents that declare what they are of.

use super::super::*;
use super::*;
use crate::rewrites::texts_of;

const DOCUMENT: &str = "\
enum color { RED, BLUE, GREEN };
struct point { double x, y; };
struct shape { struct point center; const char *label; enum color color; FILE *log; void *user; int (*draw)(void *); };
void scale(struct shape *shape, double factor, const char *why);
const char *color_name(enum color color);
int use(struct shape *shape, int count, std::vector<int> values, const std::mt19937 engine)
{
    char line[80];
    const char *text = line;
    size_t used;
    double factor = 2;
    @
    return 0;
}
";

/// What is asked for in the place of `@` of the document.
fn asked(language: Language, code: &str, message: &str) -> Vec<String> {
    let text = DOCUMENT.replace('@', code);
    let line = DOCUMENT.lines().position(|line| line.contains('@')).unwrap();
    let marked = Marked::new(&text, line, line + code.matches('\n').count()).unwrap();
    let found = texts_of(advised(&marked, language, Some(message), |_| false));
    found.into_iter().map(|edit| edit.trim().to_owned()).collect()
}

fn all_contain(cases: &[(Language, &str, &str, &str)]) {
    for (language, code, message, expected) in cases {
        let found = asked(*language, code, message);
        assert!(found.iter().any(|edit| edit == expected), "{code}: {message}: {found:?}");
    }
}

#[test]
fn calls_are_given_what_they_take() {
    all_contain(&[
        (
            C,
            "scale(factor, shape, text);",
            "passing argument 1 of ‘scale’ from incompatible pointer type",
            "scale(shape, factor, text);",
        ),
        (C, "scale(shape, text);", "too few arguments to function ‘scale’", "scale(shape, factor, text);"),
        (
            C,
            "scale(shape, factor, text, 3);",
            "too many arguments to function ‘scale’",
            "scale(shape, factor, text);",
        ),
        (
            C,
            "fputs(stdout, \"a\");",
            "passing argument 1 of ‘fputs’ from incompatible pointer type",
            "fputs(\"a\", stdout);",
        ),
        (
            C,
            "if (strcmp(text, \"ab\" == 0)) {",
            "passing argument 2 of ‘strcmp’ makes pointer from integer without a cast",
            "if (strcmp(text, \"ab\") == 0) {",
        ),
        (
            C,
            "snprintf(line, \"%s\", text);",
            "passing argument 2 of ‘snprintf’ makes integer from pointer without a cast",
            "snprintf(line, sizeof(line), \"%s\", text);",
        ),
        (
            C,
            "fputs(':', stdout);",
            "passing argument 1 of ‘fputs’ makes pointer from integer without a cast",
            "fputc(':', stdout);",
        ),
        (
            C,
            "memset(line, sizeof(line), 0);",
            "‘memset’ used with constant zero length parameter; this could be due to transposed parameters",
            "memset(line, 0, sizeof(line));",
        ),
        (
            C,
            "n = strtol(text, NULL);",
            "too few arguments to function ‘strtol’",
            "n = strtol(text, NULL, 10);",
        ),
        (C, "memcmp(line, \"abc\");", "too few arguments to function ‘memcmp’", "memcmp(line, \"abc\", 3);"),
        (
            C,
            "strcpy(line, text, used);",
            "too many arguments to function ‘strcpy’",
            "memcpy(line, text, used);",
        ),
        (
            C,
            "fprintf(\"%d\", count);",
            "passing argument 1 of ‘fprintf’ from incompatible pointer type",
            "fprintf(shape->log, \"%d\", count);",
        ),
        (C, "shape->draw();", "too few arguments to function ‘shape->draw’", "shape->draw(shape->user);"),
        (
            Cpp,
            "values.push_back(count, used);",
            "no matching function for call to ‘std::vector<int>::push_back(int&, size_t&)’",
            "values.push_back({count, used});",
        ),
        (
            Cpp,
            "n = std::accumulate(values, 0);",
            "no matching function for call to ‘accumulate(std::vector<int>&, int)’",
            "n = std::accumulate(values.begin(), values.end(), 0);",
        ),
        (
            Cpp,
            "x = dist();",
            "no match for call to ‘(std::uniform_int_distribution<int>) ()’",
            "x = dist(engine);",
        ),
        (
            Cpp,
            "seen(text) = 1;",
            "no match for call to ‘(std::map<int, int>) (const char*&)’",
            "seen[text] = 1;",
        ),
    ]);
}

#[test]
fn names_are_asked_of_what_has_them() {
    all_contain(&[
        (C, "shape->x = 1;", "‘struct shape’ has no member named ‘x’", "shape->center.x = 1;"),
        (C, "puts(shape->lable);", "‘struct shape’ has no member named ‘lable’", "puts(shape->label);"),
        (C, "puts(label);", "‘label’ undeclared (first use in this function)", "puts(shape->label);"),
        (
            C,
            "n = sizeof(point);",
            "‘point’ undeclared (first use in this function)",
            "n = sizeof(struct point);",
        ),
        (
            C,
            "puts(name_color(RED));",
            "‘name_color’ undeclared (first use in this function)",
            "puts(color_name(RED));",
        ),
        (
            C,
            "n = text.length();",
            "request for member ‘length’ in something not a structure or union",
            "n = strlen(text);",
        ),
        (C, "shape.color = RED;", "‘shape’ is a pointer; did you mean to use ‘->’?", "shape->color = RED;"),
        (
            C,
            "p = (struct shape *)data->color;",
            "request for member ‘color’ in something not a structure or union",
            "p = ((struct shape *)data)->color;",
        ),
        (
            Cpp,
            "values.append(1);",
            "‘class std::vector<int>’ has no member named ‘append’",
            "values.push_back(1);",
        ),
        (
            Cpp,
            "it.second++;",
            "‘struct std::_Rb_tree_iterator<std::pair<const int, int> >’ has no member named ‘second’",
            "it->second++;",
        ),
        (
            Cpp,
            "if (!name.equals(b)) {",
            "‘std::string’ {aka ‘class std::__cxx11::basic_string<char>’} has no member named ‘equals’",
            "if (name != b) {",
        ),
    ]);
}

#[test]
fn values_become_what_is_wanted() {
    all_contain(&[
        (
            C,
            "count = text;",
            "assignment to ‘int’ from ‘const char *’ makes integer from pointer without a cast",
            "count = atoi(text);",
        ),
        (
            C,
            "line[0] = \"a\";",
            "assignment to ‘char’ from ‘char *’ makes integer from pointer without a cast",
            "line[0] = 'a';",
        ),
        (
            C,
            "struct point *p = shape->center;",
            "incompatible types when initializing type ‘struct point *’ using type ‘struct point’",
            "struct point *p = &shape->center;",
        ),
        (
            C,
            "printf(\"%d %d\\n\", count, used);",
            "format ‘%d’ expects argument of type ‘int’, but argument 3 has type ‘size_t’ {aka ‘long unsigned int’}",
            "printf(\"%d %zu\\n\", count, used);",
        ),
        (
            C,
            "printf(\"%s\\n\", shape->color);",
            "format ‘%s’ expects argument of type ‘char *’, but argument 2 has type ‘enum color’",
            "printf(\"%s\\n\", color_name(shape->color));",
        ),
        (
            C,
            "printf(\"%d %\\n\", count);",
            "unknown conversion type character ‘\\x0a’ in format",
            "printf(\"%d %%\\n\", count);",
        ),
        (C, "return;", "‘return’ with no value, in function returning non-void", "return -1;"),
        (C, "if (text == 'a') {", "comparison between pointer and integer", "if (*text == 'a') {"),
        (C, "void p = line;", "variable or field ‘p’ declared void", "void *p = line;"),
        (
            C,
            "double n = 2.0 ** count;",
            "invalid type argument of unary ‘*’ (have ‘int’)",
            "double n = pow(2.0, count);",
        ),
        (
            Cpp,
            "const std::string s = q.pop_front();",
            "conversion from ‘void’ to non-scalar type ‘const std::string’ requested",
            "const std::string s = q.front();",
        ),
        (
            Cpp,
            "Role r = std::make_shared<Role>();",
            "conversion from ‘std::shared_ptr<Role>’ to non-scalar type ‘Role’ requested",
            "auto r = std::make_shared<Role>();",
        ),
        (
            Cpp,
            "std::cout << delay << 1;",
            "no match for ‘operator<<’ in ‘std::cout << delay’ (operand types are ‘std::ostream’ and ‘std::chrono::duration<long int>’)",
            "std::cout << delay.count() << 1;",
        ),
        (
            Cpp,
            "std::cout << a ? 1 : 2;",
            "second operand of conditional expression has no effect",
            "std::cout << (a ? 1 : 2);",
        ),
        (Cpp, "x = static_cast(int)(y);", "expected ‘<’ before ‘(’ token", "x = static_cast<int>(y);"),
        (
            Cpp,
            "x = f([](int a) { return a + count; });",
            "‘this’ was not captured for this lambda function",
            "x = f([this](int a) { return a + count; });",
        ),
    ]);
}

#[test]
fn statements_do_something() {
    all_contain(&[
        (C, "count == 0;", "statement with no effect", "count = 0;"),
        (C, "*text++;", "value computed is not used", "(*text)++;"),
        (
            C,
            "if (count & 1 == 0) {",
            "suggest parentheses around comparison in operand of ‘&’",
            "if ((count & 1) == 0) {",
        ),
        (C, "case 1: count = 2;", "this statement may fall through", "case 1: count = 2; break;"),
        (
            C,
            "memset(shape, 0, sizeof shape);",
            "argument to ‘sizeof’ in ‘memset’ call is the same expression as the destination; did you mean to dereference it?",
            "memset(shape, 0, sizeof *shape);",
        ),
        (C, "case \"a\":", "case label does not reduce to an integer constant", "case 'a':"),
        (
            Cpp,
            "} catch (std::exception e) {",
            "catching polymorphic type ‘class std::exception’ by value",
            "} catch (const std::exception& e) {",
        ),
    ]);
}

#[test]
fn forms_stand_where_they_are_expected() {
    all_contain(&[
        (C, "list[0] = Item{ 1, 2 };", "expected expression before ‘Item’", "list[0] = (Item){ 1, 2 };"),
        (C, "n = color.RED;", "expected expression before ‘color’", "n = RED;"),
        (C, "n = m[1, 2];", "expected ‘]’ before ‘,’ token", "n = m[1][2];"),
        (C, "float f = 0,5f;", "invalid suffix \"f\" on integer constant", "float f = 0.5f;"),
        (C, "n = a : b ? c;", "expected ‘;’ before ‘:’ token", "n = a ? b : c;"),
        (C, "n = a > b ? a;", "expected ‘:’ before ‘;’ token", "n = a > b ? a : 0;"),
        (C, "n = ^b;", "expected expression before ‘^’ token", "n ^= b;"),
        (
            Cpp,
            "for (auto& {a, b} : m) {",
            "expected unqualified-id before ‘{’ token",
            "for (auto& [a, b] : m) {",
        ),
        (Cpp, "class A extends B {", "expected initializer before ‘extends’", "class A : public B {"),
        (
            C,
            "if (a == b) {",
            "invalid operands to binary == (have ‘struct point’ and ‘struct point’)",
            "if (a.x == b.x && a.y == b.y) {",
        ),
        (
            C,
            "n = (unsigned char)text;",
            "cast from pointer to integer of different size",
            "n = (unsigned char)*text;",
        ),
        (C, "if (n % 2 = 1)", "lvalue required as left operand of assignment", "if (n % 2 == 1)"),
        (C, "text++ = 'a';", "lvalue required as left operand of assignment", "*text++ = 'a';"),
    ]);
}

#[test]
fn odd_code_is_read_as_well() {
    let names = ["f", "é", "values", "", "memset", "fprintf", "x.y", "a->b"];
    let says = [
        "passing argument 2 of ‘{}’ makes pointer from integer without a cast",
        "passing argument 1 of ‘{}’ from incompatible pointer type",
        "too few arguments to function ‘{}’",
        "too many arguments to function ‘{}’",
        "‘{}’ has no member named ‘{}’",
        "request for member ‘{}’ in something not a structure or union",
        "no matching function for call to ‘{}::{}(int, char)’",
        "no match for call to ‘({}) (int)’",
        "no match for ‘operator<<’ in ‘a << {}’",
        "could not convert ‘{}’ from ‘void’ to ‘std::vector<{}>’",
        "‘{}’ undeclared",
        "assignment to ‘{} *’ from ‘{}’ makes pointer from integer",
        "format ‘%d’ expects argument of type ‘int’, but argument 2 has type ‘{}’",
        "statement with no effect",
        "suggest parentheses around comparison in operand of ‘&’",
        "comparison between pointer and integer",
        "expression does not compute the number of elements in this array",
        "no return statement in function returning non-void",
        "expected expression before ‘{}’",
        "expected ‘:’ before ‘,’ token",
        "invalid operands to binary == (have ‘{}’ and ‘struct point’)",
        "cast from pointer to integer of different size",
        "array subscript has type ‘char’",
        "lvalue required as left operand of assignment",
        "using floating-point absolute value function ‘{}’",
        "implicit declaration of function ‘{}’",
        "duplicate case value",
        "unknown escape sequence: '{}'",
        "conversion from ‘{} *’ to non-scalar type ‘{}’ requested",
        "class template argument deduction failed: lock",
        "will be caught by earlier handler",
        "as ‘this’ argument discards qualifiers",
        "{}",
    ];
    for code in [
        "",
        "(",
        ")",
        "é(é, \"é\", 'é')",
        "f(",
        "f(,)",
        "x = = y",
        "\"%",
        "\"%é\", é)",
        "*é++",
        "[é",
        "é ? é : é",
        "<< é ? é",
        "return é;",
        "sizeof / sizeof",
        "} catch (é) {",
        "{ é }",
        "f(a, \"%*d\", é)",
        "[]() é",
        "new é(",
        "a->b.é()->c",
    ] {
        for (name, message) in names.iter().flat_map(|name| says.iter().map(move |message| (name, message))) {
            for language in [C, Cpp] {
                asked(language, code, &message.replace("{}", name));
            }
        }
    }
}

#[test]
fn messages_that_say_little_are_left_to_others() {
    for (code, message) in [
        ("count = 1;", "unused variable ‘count’"),
        ("", "too few arguments to function ‘scale’"),
        ("return count;", "request for member ‘’ in something not a structure or union"),
    ] {
        assert_eq!(asked(C, code, message), [] as [&str; 0], "{message}");
    }
    assert_eq!(without_other_names("‘a’ {aka ‘b’} is not ‘c’ {aka ‘d<e>’}"), "‘a’ is not ‘c’");
    assert_eq!(quoted("cannot use 'a' as 'b'"), ["a", "b"]);
}
