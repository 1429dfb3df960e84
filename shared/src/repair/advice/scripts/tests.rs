//! What messages of tsc, ESLint and engines ask for exactly.

use super::{
    super::{
        super::{marked::Marked, rewrites::texts_of, tests::request},
        advised,
    },
    *,
};

fn asked(language: Language, text: &str, line: usize, message: &str) -> Vec<String> {
    let request = request(text, line, line);
    texts_of(advised(&Marked::new(&request).unwrap(), language, Some(message), |_| false))
}

/// The last line of each text is the marked one.
fn of_last(text: &str, message: &str) -> Vec<String> {
    asked(TypeScript, text, text.split_inclusive('\n').count() - 1, message)
}

#[test]
fn messages_say_what_is_meant() {
    for (text, message, expected) in [
        (
            "if (names.contains(name)) {\n",
            "Property 'contains' does not exist on type 'string[]'.",
            &["if (names.includes(name)) {\n"][..],
        ),
        ("codes.push(1);\n", "Property 'push' does not exist on type 'Set<number>'.", &["codes.add(1);\n"]),
        (
            "const n = JSON.dumps(a);\n",
            "Property 'dumps' does not exist on type 'JSON'.",
            &["const n = JSON.stringify(a);\n"],
        ),
        (
            "return ', '.join(names);\n",
            "Property 'join' does not exist on type '\", \"'.",
            &["return names.join(', ');\n"],
        ),
        (
            "return total.padEnd(8);\n",
            "Property 'padEnd' does not exist on type 'number'.",
            &["return String(total).padEnd(8);\n", "return total.toString().padEnd(8);\n"],
        ),
        (
            "return line.split(' ').trim();\n",
            "Property 'trim' does not exist on type 'string[]'.",
            &["return line.trim().split(' ');\n"],
        ),
        (
            "const sorted = this.rows.sort(byName);\n",
            "Property 'sort' does not exist on type 'readonly Row[]'.",
            &[
                "const sorted = [...this.rows].sort(byName);\n",
                "const sorted = this.rows.toSorted(byName);\n",
            ],
        ),
        (
            "interface Box {\n  width: number;\n  lid: { weight: number };\n}\nf(box.weight);\n",
            "Property 'weight' does not exist on type 'Box'.",
            &["f(box.lid.weight);\n", "f(box.width);\n", "f(box.lid);\n"],
        ),
        (
            "return value.then(f);\n",
            "Property 'dryRun' does not exist on type '{ 'dry-run': boolean; }'. Did you mean 'dry-run'?",
            &[],
        ),
        (
            "if (args.dryRun) {\n",
            "Property 'dryRun' does not exist on type 'A'. Did you mean 'dry-run'?",
            &["if (args[\"dry-run\"]) {\n"],
        ),
        (
            "  f(at, g(at), b.at);\n",
            "Cannot find name 'at'. Did you mean the instance member 'this.at'?",
            &["  f(this.at, g(this.at), b.at);\n"],
        ),
    ] {
        assert_eq!(of_last(text, message), expected, "{message}");
    }
}

#[test]
fn declarations_calls_and_operators_are_put_right() {
    for (text, message, expected) in [
        ("let n: float;\n", "Cannot find name 'float'. Did you mean 'GLfloat'?", &["let n: number;\n"][..]),
        ("return totl;\n", "Cannot find name 'totl'. Did you mean 'total'?", &["return total;\n"]),
        ("class A extends Bas {\n", "'Bas' is not defined.", &[]),
        ("type A = on | off;\n", "Cannot find name 'on'.", &["type A = \"on\" | \"off\";\n"]),
        ("f(h?.retry-after);\n", "'after' is not defined.", &["f(h?.[\"retry-after\"]);\n"]),
        (
            "constructor(readonly private a: A) {\n",
            "'private' modifier must precede 'readonly' modifier.",
            &["constructor(private readonly a: A) {\n"],
        ),
        (
            "class A implements B {\n",
            "Class 'A' incorrectly implements class 'B'. Did you mean to extend 'B' and inherit its members as a subclass?",
            &["class A extends B {\n"],
        ),
        (
            "const a: Record<number> = {};\n",
            "Generic type 'Record' requires 2 type argument(s).",
            &["const a: Record<string, number> = {};\n"],
        ),
        (
            "const s = Set();\n",
            "Value of type 'SetConstructor' is not callable. Did you mean to include 'new'?",
            &["const s = new Set();\n"],
        ),
        ("q(text, a, b);\n", "Expected 1-2 arguments, but got 3.", &["q(text, [a, b]);\n", "q(text, a);\n"]),
        (
            "function load(path, mode) {\n}\nconst mode = 1;\nload(file);\n",
            "Expected 2 arguments, but got 1.",
            &["load(file, mode);\n"],
        ),
        (
            "type Size = \"small\" | \"large\";\nif (size === \"big\") {\n",
            "This comparison appears to be unintentional because the types 'Size' and '\"big\"' have no overlap.",
            &["if (size === \"small\") {\n", "if (size === \"large\") {\n"],
        ),
        (
            "if (a & b !== 0) {\n",
            "The right-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type.",
            &["if ((a & b) !== 0) {\n"],
        ),
        (
            "const end = new Date() + wait;\n",
            "Operator '+' cannot be applied to types 'Date' and 'number'.",
            &["const end = Date.now() + wait;\n"],
        ),
        (
            "if (a === 1 || 2) {\n",
            "Unexpected constant condition.",
            &["if (a === 1 || a === 2) {\n", "if (a === 1 || a >= 2) {\n"],
        ),
        (
            "for (let i = 0; i < n; j++) {\n",
            "'i' is not modified in this loop.",
            &["for (let i = 0; i < n; i++) {\n"],
        ),
        (
            "if (a.get(b) = c) {\n",
            "The left-hand side of an assignment expression must be a variable or a property access.",
            &["if (a.get(b) === c) {\n"],
        ),
    ] {
        assert_eq!(of_last(text, message), expected, "{message}");
    }
}

#[test]
fn types_that_do_not_fit_are_made_to() {
    for (text, message, expected) in [
        (
            "pad(n, 0);\n",
            "Argument of type 'number' is not assignable to parameter of type 'string'.",
            "pad(n, \"0\");\n",
        ),
        (
            "at(\"10\");\n",
            "Argument of type 'string' is not assignable to parameter of type 'number'.",
            "at(10);\n",
        ),
        ("  rule: f,\n", "Type 'Rule<A>' is not assignable to type 'Rule<A>[]'.", "  rule: [f],\n"),
        (
            "return a?.b();\n",
            "Type 'boolean | undefined' is not assignable to type 'boolean'.",
            "return a?.b() ?? false;\n",
        ),
        (
            "return [...f()].filter(g);\n",
            "Type '[number, number][]' is not assignable to type 'number'.",
            "return [...f()].filter(g).length;\n",
        ),
        (
            "send(a, b);\n",
            "Argument of type 'A' is not assignable to parameter of type 'B'.",
            "send(b, a);\n",
        ),
        (
            "private all: Map<string, A> = {};\n",
            "Type '{}' is missing the following properties from type 'Map<string, A>': clear, delete, forEach, get, and 8 more.",
            "private all: Map<string, A> = new Map();\n",
        ),
        (
            "interface Lamp {\n  watts: number;\n  on: boolean;\n}\nconst a: Lamp = { watts: 3 };\n",
            "Property 'on' is missing in type '{ watts: number; }' but required in type 'Lamp'.",
            "const a: Lamp = { watts: 3, on: true };\n",
        ),
        (
            "  lamp,\n",
            "Object literal may only specify known properties, and 'lamp' does not exist in type 'Lamp'.",
            "  ...lamp,\n",
        ),
        (
            "return new RangeError(a);\n",
            "Type 'RangeError' is missing the following properties from type 'A': b, c",
            "throw new RangeError(a);\n",
        ),
    ] {
        let found = of_last(text, message);
        assert!(found.contains(&expected.to_owned()), "{message}: {found:?}");
    }
}

#[test]
fn odd_lines_and_messages_do_no_harm() {
    let messages = [
        "Property 'é' does not exist on type 'ö'.",
        "Property 'b' does not exist on type 'string[]'.",
        "Property 'sort' does not exist on type '",
        "Cannot find name 'é'.",
        "'b' is not defined.",
        "Expected 2 arguments, but got 1.",
        "Expected 0 arguments, but got 1.",
        "Value of type 'é' is not callable. Did you mean to include 'new'?",
        "Type 'é' is not assignable to type 'string'.",
        "Argument of type 'string' is not assignable to parameter of type 'number'.",
        "The left-hand side of an arithmetic operation must be of type 'any'",
        "This comparison appears to be unintentional because the types 'é' and '\"ö\"' have no overlap.",
        "Type 'é' must have a '[Symbol.iterator]()' method that returns an iterator.",
        "Unexpected constant condition.",
        "No overload matches this call.",
        "Identifier expected.",
        "'super' must be called before accessing 'this' in the constructor of a derived class.",
        "This expression is not callable.",
        "must return a value",
        "A rest parameter must be last in a parameter list.",
    ];
    let lines = [
        "",
        "é\n",
        "é.b(ö, \"ü\").sort(é => ö.b || 'ä', )[b]\n",
        "if (é.b === 'ö' || é) b(é) = {é: ö, b}\n",
        "class é(ö) { super(é) ... ?? 'é'\n",
        ") ] } é.b - ö.b => { b: é\n",
        "const { é: 1, b } = ö, [é, b] of é) \n",
        "return é<ö>(b) as `${é.b}`\n",
        "yield é, ö\n",
    ];
    for message in messages {
        for line in lines {
            let text = format!("{line}a();\n");
            let found = asked(JavaScript, &text, 0, message);
            assert!(!found.contains(&line.to_owned()), "{message}: {line}");
        }
    }
}
