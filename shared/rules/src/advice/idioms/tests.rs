//! What messages of each language ask for.

use super::*;
use crate::operands::operands;

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

/// Languages, lines, messages and what is among that they ask for.
const PUT_RIGHT: &[(Language, &str, &str, &str)] = &[
    (
        C,
        "out = n->value;\n",
        "assignment to ‘int *’ from ‘int’ makes pointer from integer without a cast",
        "*out = n->value;\n",
    ),
    (C, "lru_t c = lru_new(2);\n", "invalid initializer", "lru_t *c = lru_new(2);\n"),
    (
        C,
        "if (end != '\\0') {\n",
        "comparison between pointer and zero character constant",
        "if (*end != '\\0') {\n",
    ),
    (C, "return -factor;\n", "wrong type argument to unary minus", "return -factor();\n"),
    (
        C,
        "c = alphabet(v & 0x3f);\n",
        "called object ‘alphabet’ is not a function or function pointer",
        "c = alphabet[v & 0x3f];\n",
    ),
    (
        C,
        "char *a = new char[n + 1];\n",
        "‘new’ undeclared (first use in this function)",
        "char *a = malloc(n + 1);\n",
    ),
    (
        C,
        "int port = get(ini);\n",
        "initialization of ‘int’ from ‘const char *’ makes integer from pointer without a cast",
        "int port = atoi(get(ini));\n",
    ),
    (Cpp, "out += '';\n", "empty character constant", "out += ' ';\n"),
    (Cpp, "if (c == '\\') {\n", "missing terminating ' character", "if (c == '\\\\') {\n"),
    (
        Cpp,
        "while (std::getline(ss, pair, \"&\")) {\n",
        "no matching function for call to ‘getline(std::istringstream&, std::string&, const char [2])’",
        "while (std::getline(ss, pair, '&')) {\n",
    ),
    (
        Cpp,
        "slots.push_back(id, slot);\n",
        "no matching function for call to ‘std::vector<Slot>::push_back(int&, Slot&)’",
        "slots.push_back({id, slot});\n",
    ),
    (
        Cpp,
        "f([updates]() { ++updates; });\n",
        "increment of read-only variable ‘updates’",
        "f([&updates]() { ++updates; });\n",
    ),
    (
        Cpp,
        "Lexer(std::string src) : src(src) {}\n",
        "class ‘Lexer’ does not have any field named ‘src’",
        "Lexer(std::string src) : src_(src) {}\n",
    ),
    (
        Cpp,
        "return *best.first;\n",
        "‘struct std::_Rb_tree_iterator<int>’ has no member named ‘first’",
        "return best->first;\n",
    ),
    (
        Cpp,
        "return this;\n",
        "invalid initialization of non-const reference of type ‘A&’ from an rvalue of type ‘A*’",
        "return *this;\n",
    ),
    (
        Go,
        "w.Header.Set(\"a\", b)\n",
        "w.Header.Set undefined (type func() http.Header has no field or method Set)",
        "w.Header().Set(\"a\", b)\n",
    ),
    (
        Go,
        "sum += a.At[i, k] * b.At[k, j]\n",
        "invalid operation: cannot index a.At (value of type func(r int, c int) float64)",
        "sum += a.At(i, k) * b.At(k, j)\n",
    ),
    (
        Go,
        "if err.Is(errNone) {\n",
        "err.Is undefined (type error has no field or method Is)",
        "if errors.Is(err, errNone) {\n",
    ),
    (
        Go,
        "a := &node{children: map[rune]*node}\n",
        "map[rune]*node (type) is not an expression",
        "a := &node{children: make(map[rune]*node)}\n",
    ),
    (
        Go,
        "a := new(chan int, n)\n",
        "invalid operation: too many arguments for new(chan int, n) (expected 1, found 2)",
        "a := make(chan int, n)\n",
    ),
    (
        Java,
        "case Kind.NUMBER:\n",
        "an enum switch case label must be the unqualified name of an enumeration constant",
        "case NUMBER:\n",
    ),
    (
        Java,
        "Node node = new Node(key);\n",
        "variable node is already defined in method put(K,V)",
        "node = new Node(key);\n",
    ),
    (
        Java,
        "a = new LocalTime(17, 30);\n",
        "constructor LocalTime in class LocalTime cannot be applied to given types;",
        "a = LocalTime.of(17, 30);\n",
    ),
    (
        Java,
        "failed++;\n",
        "bad operand type AtomicInteger for unary operator '++'",
        "failed.incrementAndGet();\n",
    ),
    (
        Java,
        "a.left = value;\n",
        "incompatible types: E cannot be converted to Node<E>",
        "a.left = new Node<>(value);\n",
    ),
    (
        Java,
        "if (isWeekend(start)) {\n",
        "incompatible types: LocalDateTime cannot be converted to LocalDate",
        "if (isWeekend(start.toLocalDate())) {\n",
    ),
    (
        Java,
        "double tmp = a[col];\n",
        "incompatible types: double[] cannot be converted to double",
        "double[] tmp = a[col];\n",
    ),
    (
        Java,
        "T item = items[head];\n",
        "incompatible types: Object cannot be converted to T",
        "T item = (T) items[head];\n",
    ),
    (
        Java,
        "if ('a' <= c <= 'z') {\n",
        "bad operand types for binary operator '<='",
        "if (c >= 'a' && c <= 'z') {\n",
    ),
    (Rust, "v: vec![0.0, n * m],\n", "mismatched types", "v: vec![0.0; n * m],\n"),
    (Rust, "self.slots[tail] = value;\n", "mismatched types", "self.slots[tail] = Some(value);\n"),
    (Rust, "let a = b.replace(Some(value));\n", "mismatched types", "let a = b.replace(value);\n"),
    (Rust, "for s in (10, 20) {\n", "`({integer}, {integer})` is not an iterator", "for s in [10, 20] {\n"),
    (
        Rust,
        "impl Polygon for Shape {\n",
        "expected trait, found struct `Polygon`",
        "impl Shape for Polygon {\n",
    ),
    (Rust, "abs(twice) / 2.0\n", "cannot find function `abs` in this scope", "twice.abs() / 2.0\n"),
    (Rust, "a: &Buffer<T>,\n", "missing lifetime specifier", "a: &'a Buffer<T>,\n"),
    (
        TypeScript,
        "f({ now = Date.now() });\n",
        "Type 'number' is not assignable to type '() => number'.",
        "f({ now = Date.now });\n",
    ),
    (
        TypeScript,
        "expectThrows(s.push(1), E);\n",
        "Argument of type 'S' is not assignable to parameter of type '() => unknown'.",
        "expectThrows(() => s.push(1), E);\n",
    ),
    (
        TypeScript,
        "for (const {a, b} of LINES) {\n",
        "Property 'a' does not exist on type 'readonly [number, number]'.",
        "for (const [a, b] of LINES) {\n",
    ),
    (
        TypeScript,
        "type Day = DAYS[number];\n",
        "'DAYS' refers to a value, but is being used as a type here.",
        "type Day = (typeof DAYS)[number];\n",
    ),
    (
        TypeScript,
        "return n.padStart(2);\n",
        "Property 'padStart' does not exist on type 'number'.",
        "return String(n).padStart(2);\n",
    ),
    (
        TypeScript,
        "await Promise.all(a, b);\n",
        "Expected 1 arguments, but got 2.",
        "await Promise.all([a, b]);\n",
    ),
    (TypeScript, "get size: number {\n", "'(' expected.", "get size(): number {\n"),
    (JavaScript, "a({ content-type: b });\n", "',' expected.", "a({ \"content-type\": b });\n"),
    (
        JavaScript,
        "for (const a of b()) {\n",
        "Type 'AsyncGenerator<any>' must have a '[Symbol.iterator]()' method",
        "for await (const a of b()) {\n",
    ),
    (
        JavaScript,
        "const a = new b('c');\n",
        "Only a void function can be called with the 'new' keyword.",
        "const a = b('c');\n",
    ),
    (
        Python,
        "return str(values.name)\n",
        "\"dict[str, object]\" has no attribute \"name\"",
        "return str(values[name])\n",
    ),
    (
        Python,
        "return a == a.reverse()\n",
        "\"reverse\" of \"MutableSequence\" does not return a value",
        "return a == a[::-1]\n",
    ),
    (
        Python,
        "return Book(row)\n",
        "Missing positional arguments \"title\", \"author\" in call to \"Book\"",
        "return Book(*row)\n",
    ),
    (
        Python,
        "return \"\".join(chunks)\n",
        "Incompatible return value type (got \"str\", expected \"bytes\")",
        "return b\"\".join(chunks)\n",
    ),
    (Python, "return a / b if b\n", "expected 'else' after 'if' expression", "return a / b if b else None\n"),
    (
        Python,
        "return len(self._size)\n",
        "Argument 1 to \"len\" has incompatible type \"int\"; expected \"Sized\"",
        "return self._size\n",
    ),
];

#[test]
fn what_has_another_type_or_form_is_put_right() {
    for (language, code, message, expected) in PUT_RIGHT {
        asks_for(*language, code, message, expected);
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
        undefined name; mutable default; attribute 'join'; follows keyword argument; unterminated; no matching function; \
        called object; redeclared; empty character constant; unary minus; integer from pointer; \
        too few arguments to function ‘strto; ‘new’ undeclared; read-only; have any field named ‘é’; reference of type; \
        iterator has no member; getline; type func(; cannot index of type func; .is undefined; \
        (type) is not an expression; is not used; arguments for new(; second argument to errors.as; non-numeric type; \
        self-assignment; mismatched types int and time.duration; is already defined; enum switch case label; \
        cannot be applied to given types; unary operator '++'; int cannot be converted to boolean; cannot find symbol; \
        mismatched types; is not an iterator; expected trait, found struct; missing lifetime specifier; \
        cannot find function; fn item; cannot index into; to type '() => é'; with the 'new' keyword; is not callable; \
        symbol.iterator]()'; on type 'readonly [; used as a type; does not exist on type 'number'; \
        'reverse' does not exist on type 'string'; on type 'regexp'; destructuring assignment target; '(' expected; \
        ',' expected; as an index type; callable[; has no attribute dict[; does not return a value; type annotation; \
        positional argument; \"sized\"; argument 2 to \"execute\"; bytes; expected 'else' after 'if'";
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
        "é-ö: ü, ä.getline(ö).push_back(ü, ß)\n",
        "‘é.Is(ö)’ = é++ *ö.ü new é[ö]\n",
        "impl É for Ö<é> { vec![é, ö] in (é, 'ö')\n",
        "case É.Ö: const {é} = ...ö map[é\n",
        "new  É(ö). é\n",
        "é = sorted(ö, key= é.ü, ä = ß)\n",
        "impl É for  Ä {\n",
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
