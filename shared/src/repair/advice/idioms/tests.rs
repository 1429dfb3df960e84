//! What messages of each language ask for.

use super::{super::edit::operands, *};

/// Checks that a message asks for a line, among others.
fn asks_for(language: Language, code: &str, message: &str, expected: &str) {
    let mut edits = Rewrites::new(code);
    idioms(&mut edits, code, language, message, &message.to_ascii_lowercase(), &operands(code, language));
    assert!(edits.found.contains(&expected.to_owned()), "{message}: {:?}", edits.found);
}

#[test]
fn each_language_is_asked_in_its_way() {
    for (language, code, message, expected) in [
        (
            C,
            "a->name = b->name;\n",
            "assignment to expression with array type",
            "strcpy(a->name, b->name);\n",
        ),
        (
            Cpp,
            "return nullptr;\n",
            "could not convert ‘nullptr’ from ‘std::nullptr_t’ to ‘std::optional<int>’",
            "return std::nullopt;\n",
        ),
        (
            Cpp,
            "return ages[name];\n",
            "passing ‘const std::map<int, int>’ as ‘this’ argument discards qualifiers",
            "return ages.at(name);\n",
        ),
        (Cpp, "auto a = queue.pop();\n", "variable has incomplete type 'void'", "auto a = queue.front();\n"),
        (
            Cpp,
            "std::cout << name \": \" << age;\n",
            "expected ‘;’ before string constant",
            "std::cout << name << \": \" << age;\n",
        ),
        (
            Go,
            "if a[0] == \"#\" || a[0] == \";\" {\n",
            "invalid operation: a[0] == \"#\" (mismatched types byte and untyped string)",
            "if a[0] == '#' || a[0] == ';' {\n",
        ),
        (
            Go,
            "json.Unmarshal(data, user)\n",
            "call of Unmarshal passes non-pointer as second argument",
            "json.Unmarshal(data, &user)\n",
        ),
        (
            Go,
            "if a.due < s.now() {\n",
            "invalid operation: a.due < s.now() (operator < not defined on struct)",
            "if a.due.Before(s.now()) {\n",
        ),
        (Go, "func f(string a, int b) {\n", "undefined: a", "func f(a string, b int) {\n"),
        (Java, "int a = list[i];\n", "array required, but List<Integer> found", "int a = list.get(i);\n"),
        (
            Java,
            "if (total > limit) {\n",
            "bad operand types for binary operator '>'",
            "if (total.compareTo(limit) > 0) {\n",
        ),
    ] {
        asks_for(language, code, message, expected);
    }
}

#[test]
fn languages_without_a_compiler_are_asked_as_well() {
    for (language, code, message, expected) in [
        (
            TypeScript,
            "async sync(): number {\n",
            "The return type must be the global Promise<T> type. Did you mean to write 'Promise<number>'?",
            "async sync(): Promise<number> {\n",
        ),
        (
            TypeScript,
            "a.sort((a, b) => a.n > b.n);\n",
            "Type 'boolean' is not assignable to type 'number'.",
            "a.sort((a, b) => b.n - a.n);\n",
        ),
        (
            TypeScript,
            "a.map((b) => { b.c; })\n",
            "Expected an assignment or function call and instead saw an expression.",
            "a.map((b) => b.c)\n",
        ),
        (
            TypeScript,
            "const a = this.b.map(f);\n",
            "Property 'map' does not exist on type 'Map<string, B>'.",
            "const a = [...this.b].map(f);\n",
        ),
        (Python, "f(f\"a {b[\"c\"]}\")\n", "f-string: unmatched '['", "f(f\"a {b['c']}\")\n"),
        (
            Python,
            "a.append(b, c)\n",
            "list.append() takes exactly one argument (2 given)",
            "a.append((b, c))\n",
        ),
        (Python, "f(a, key=b, c)\n", "positional argument follows keyword argument", "f(a, c, key=b)\n"),
        (Python, "a = b.join(\", \")\n", "'list' object has no attribute 'join'", "a = \", \".join(b)\n"),
        (
            TypeScript,
            "const a = env[b.c];\n",
            "type 'Map<string, number>' has no index signature. Did you mean to call 'env.get'?",
            "const a = env.get(b.c);\n",
        ),
        (
            TypeScript,
            "return { ...a, b: a.b.push(c) };\n",
            "Type 'number' is not assignable to type 'C[]'.",
            "return { ...a, b: [...a.b, c] };\n",
        ),
        (
            JavaScript,
            "    this.message = message || '';\n",
            "'super' must be called before accessing 'this' in the constructor of a derived class.",
            "    super(message);\n",
        ),
        (
            TypeScript,
            "const a = b as number;\n",
            "Conversion of type 'string' to type 'number' may be a mistake",
            "const a = Number(b);\n",
        ),
        (
            Python,
            "except KeyError, ValueError as error:\n",
            "multiple exception types must be parenthesized",
            "except (KeyError, ValueError) as error:\n",
        ),
        (
            Python,
            "print >>sys.stderr, a\n",
            "use of >> is invalid with print function",
            "print(a, file=sys.stderr)\n",
        ),
        (Python, "a = sorted(b, key=c.d)\n", "undefined name 'c'", "a = sorted(b, key=lambda c: c.d)\n"),
        (Go, "case time.After(a):\n", "select case must be send or receive", "case <-time.After(a):\n"),
        (C, "case 4, 6:\n", "expected ‘:’ or ‘...’ before ‘,’ token", "case 4: case 6:\n"),
        (
            C,
            "return 1 <= a <= b;\n",
            "comparisons like ‘X<=Y<=Z’ do not have their mathematical meaning",
            "return 1 <= a && a <= b;\n",
        ),
        (Cpp, "[](int b) { return a; }\n", "‘a’ is not captured", "[a](int b) { return a; }\n"),
        (
            Rust,
            "a.map(|b, c| b + c)\n",
            "closure is expected to take a single 2-tuple as argument",
            "a.map(|(b, c)| b + c)\n",
        ),
        (Rust, "a[0] = 1;\n", "mismatched types: expected `f64`, found integer", "a[0] = 1.0;\n"),
        (Java, "new Thread(f());\n", "'void' type not allowed here", "new Thread(() -> f());\n"),
    ] {
        asks_for(language, code, message, expected);
    }
}

#[test]
fn other_messages_ask_for_nothing() {
    for language in Language::ALL {
        let code = "a[b] = c.d(\"e\") + f;\n";
        let mut edits = Rewrites::new(code);
        idioms(&mut edits, code, language, "no such thing", "no such thing", &operands(code, language));
        assert_eq!(edits.found, [] as [&str; 0]);
    }
}

#[test]
fn any_line_can_be_asked_of() {
    // What the tools of all languages say, at once.
    let message = "comparison with string literal; array type; incompatible pointer type; mathematical meaning; \
        before ‘,’ token; to ‘char’; optional; has no member; discards qualifiers; ‘void’; before string constant; \
        unique_ptr; to ‘bool’; ‘é’ is not captured; byte and untyped string; non-pointer; not defined on struct; \
        type any has no; undefined: é; select case must be; is not exported; errorf format; single 2-tuple; \
        found integer; array required, but; is abstract; cannot be instantiated; optional<; bad operand types; \
        cannot be dereferenced; symbol:   method length; final variable; 'void' type not allowed; \
        mean to write 'Promise<é>'; 'super' must be called; did you mean to call; conversion of type; promise<[]; \
        type 'number' is not assignable to type 'é[]'; []' is not assignable to parameter; => boolean'; \
        is not assignable to parameter of type 'string'; possibly undefined; on type 'map<; saw an expression; \
        f-string; exactly one argument (2 given); multiple exception types; invalid with print function; \
        undefined name; mutable default; attribute 'join'; follows keyword argument";
    let lines = [
        "",
        "\n",
        "é",
        "f(é, \"ö\", 'ü')[é] < ö == \"ä\";\n",
        "é.push(ö).find(ü).insert(ä);\n",
        "for (auto é : ö) new É(ü) => { é; }\n",
        "func (é Ö) f(string é, int ö) {\n",
        "except É, Ö as é:\n",
        "print >>é, ö\n",
        "a = [(]{[)}\n",
        "é = sorted(ö, key=ü.ä)[\n",
        "case é, ö:\n",
        "a <= é <= ö <= |a, é| || .join(\n",
        "const é = { ö } = await f(.\n",
        "super.é = ö || ",
    ];
    for language in Language::ALL {
        for code in lines {
            let mut edits = Rewrites::new(code);
            let small = message.to_ascii_lowercase();
            idioms(&mut edits, code, language, message, &small, &operands(code, language));
            assert!(!edits.found.contains(&code.to_owned()));
        }
    }
}
