//! What messages of tsc, ESLint and engines ask for exactly.

use super::super::advised;
use super::*;
use crate::{marked::Marked, rewrites::texts_of};

fn asked(language: Language, text: &str, line: usize, message: &str) -> Vec<String> {
    texts_of(advised(&Marked::new(text, line, line).unwrap(), language, Some(message), |_| false))
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
fn engines_say_what_is_meant() {
    for (text, message, expected) in [
        ("names.put(a);\n", "TypeError: names.put is not a function", "names.set(a);\n"),
        (
            "const n = mean.round();\n",
            "TypeError: mean.round is not a function",
            "const n = Math.round(mean);\n",
        ),
        ("if (row.isArray()) {\n", "TypeError: row.isArray is not a function", "if (Array.isArray(row)) {\n"),
        (
            "const a = word.map(f);\n",
            "TypeError: word.map is not a function",
            "const a = [...word].map(f);\n",
        ),
        (
            "  get width() {\n  }\nf(box.width());\n",
            "TypeError: box.width is not a function",
            "f(box.width);\n",
        ),
        ("const rows = (a, b);\n", "TypeError: rows.map is not a function", "const rows = [a, b];\n"),
        ("const n = total(...rows);\n", "TypeError: rows.map is not a function", "const n = total(rows);\n"),
        (
            "  constructor(f = Math.random()) {\n",
            "TypeError: this.f is not a function",
            "  constructor(f = Math.random) {\n",
        ),
        ("  of(n) {\n", "TypeError: Money.of is not a function", "  static of(n) {\n"),
        (
            "const load = require('./load');\n",
            "TypeError: load is not a function",
            "const { load } = require('./load');\n",
        ),
        (
            "for (const [a, b] of ages) {\n",
            "TypeError: ages is not iterable",
            "for (const [a, b] of Object.entries(ages)) {\n",
        ),
        (
            "for (const c of word.length) {\n",
            "TypeError: word.length is not iterable",
            "for (const c of word) {\n",
        ),
        (
            "for (const a of lines) {\n",
            "TypeError: lines is not iterable",
            "for await (const a of lines) {\n",
        ),
        (
            "while (n < most) {\n",
            "TypeError: Cannot destructure property 'a' of 'jobs.shift(...)' as it is undefined.",
            "while (n < most && jobs.length > 0) {\n",
        ),
        (
            "if (map[a][b]) {\n",
            "TypeError: Cannot read properties of undefined (reading '3')",
            "if (map[a]?.[b]) {\n",
        ),
        (
            "const next = at[i + 1];\n",
            "TypeError: Cannot read properties of undefined (reading 'x')",
            "const next = at[(i + 1) % at.length];\n",
        ),
        (
            "const kind = head.kind;\n",
            "TypeError: Cannot read properties of undefined (reading 'split')",
            "const kind = head.kind ?? '';\n",
        ),
        (
            "names.forEach(group.add);\n",
            "TypeError: Cannot read properties of undefined (reading 'all')",
            "names.forEach(group.add.bind(group));\n",
        ),
    ] {
        let found = of_last(text, message);
        assert!(found.contains(&expected.to_owned()), "{message}: {found:?}");
    }
}

#[test]
fn engines_say_what_is_missing() {
    for (text, message, expected) in [
        ("if (a.length < 1) {\n", "RangeError: Maximum call stack size exceeded", "if (a.length <= 1) {\n"),
        (
            "f(this.rows.a);\nreturn this.length;\n",
            "RangeError: Maximum call stack size exceeded",
            "return this.rows.length;\n",
        ),
        (
            "import { readFile } from 'fs';\n",
            "TypeError [ERR_INVALID_ARG_TYPE]: The \"cb\" argument must be of type function. Received undefined",
            "import { readFile } from 'fs/promises';\n",
        ),
        (
            "n: { default: 3 },\n",
            "The \"n\" property must be of type string. Received type number (3)",
            "n: { default: '3' },\n",
        ),
        (
            "const LINK = /a+/;\n",
            "TypeError: String.prototype.matchAll called with a non-global RegExp argument",
            "const LINK = /a+/g;\n",
        ),
        (
            "import fs from 'fs';\n",
            "SyntaxError: Cannot use import statement outside a module",
            "const fs = require('fs');\n",
        ),
        (
            "const fs = require('fs');\n",
            "ReferenceError: require is not defined in ES module scope",
            "import fs from 'fs';\n",
        ),
        ("  all() {\n", "SyntaxError: Unexpected strict mode reserved word", "  *all() {\n"),
        (
            "  constructor(message) {\n    this.name = 'A';\n",
            "ReferenceError: Must call super constructor in derived class before accessing 'this'",
            "    super(message);\n    this.name = 'A';\n",
        ),
        ("  const wait = f();\n", "Cannot access 'wait' before initialization", "  wait = f();\n"),
        ("  n = 1;\n", "Expected a 'break' statement before 'case'.", "  n = 1;\n  break;\n"),
        ("  left: 1,\n", "Duplicate key 'left'.", "  right: 1,\n"),
        ("const RATE = 1,5;\n", "Parsing error: Unexpected token 5", "const RATE = 1.5;\n"),
        ("  }, []);\n", "React Hook useEffect has a missing dependency: 'id'.", "  }, [id]);\n"),
        ("  ['b', 'C'],\n", "Expected values to be strictly equal:\n\n'c' !== 'C'\n", "  ['b', 'c'],\n"),
    ] {
        let found = of_last(text, message);
        assert!(found.contains(&expected.to_owned()), "{message}: {found:?}");
    }
}

#[test]
fn types_say_what_is_meant() {
    for (text, message, expected) in [
        (
            "class Jar {\n  getFill(): number {\n  }\n}\nf(jar.fill);\n",
            "Property 'fill' is private and only accessible within class 'Jar'.",
            "f(jar.getFill());\n",
        ),
        (
            "class Jar {\n  static of(n: number): Jar {\n  }\n}\nf(new Jar(2));\n",
            "Constructor of class 'Jar' is private and only accessible within the class declaration.",
            "f(Jar.of(2));\n",
        ),
        (
            "const a = rows.filter((it) => it.b);\n",
            "Property 'c' does not exist on type 'Row[]'.",
            "const a = rows.find((it) => it.b);\n",
        ),
        (
            "return check(a).length === 0;\n",
            "Property 'length' does not exist on type 'Record<string, string>'.",
            "return Object.keys(check(a)).length === 0;\n",
        ),
        (
            "const a = document.querySelector('#b');\n",
            "Property 'value' does not exist on type 'Element'.",
            "const a = document.querySelector<HTMLInputElement>('#b');\n",
        ),
        (
            "  put(key: string): void {\n",
            "Property 'put' in type 'A' is not assignable to the same property in base type 'B'.\n  Type '(key: string) => void' is not \
             assignable to type '(row: Row) => void'.",
            "  put(row: Row): void {\n",
        ),
        (
            "type Kind = 'a';\nexport function isKind(a: string): boolean {\n",
            "Type 'string' is not assignable to type 'Kind'.",
            "export function isKind(a: string): a is Kind {\n",
        ),
        (
            "private jobs: () => void[] = [];\n",
            "Type 'never[]' is not assignable to type '() => void[]'.",
            "private jobs: (() => void)[] = [];\n",
        ),
        (
            "rows.sort((a, b) => order(a, b) < 0);\n",
            "Type 'boolean' is not assignable to type 'number'.",
            "rows.sort(order);\n",
        ),
        (
            "  cry(): string {\n",
            "Non-abstract class 'Cat' does not implement inherited abstract member sound from class 'Animal'.",
            "  sound(): string {\n",
        ),
        (
            "set<K extends Row>(key: K) {\n",
            "Type 'K' cannot be used to index type 'Row'.",
            "set<K extends keyof Row>(key: K) {\n",
        ),
        ("all[key] = [a];\n", "Type 'K' cannot be used to index type 'Map<K, T[]>'.", "all.set(key, [a]);\n"),
        (
            "function f(): Record<string, Row> {\n  const out = {};\n",
            "No index signature with a parameter of type 'string' was found on type '{}'.",
            "  const out: Record<string, Row> = {};\n",
        ),
        (
            "function of(a: Node): number {\n}\nreturn a.b + a.c;\n",
            "Operator '+' cannot be applied to types 'Node' and 'Node'.",
            "return of(a.b) + of(a.c);\n",
        ),
    ] {
        let found = of_last(text, message);
        assert!(found.contains(&expected.to_owned()), "{message}: {found:?}");
    }
}

#[test]
fn types_say_what_is_made() {
    for (text, message, expected) in [
        (
            "f(Store);\n",
            "Argument of type 'typeof Store' is not assignable to parameter of type 'Store'.",
            "f(new Store());\n",
        ),
        (
            "enum Tone { Low = \"L\" }\nf(\"L\");\n",
            "Argument of type '\"L\"' is not assignable to parameter of type 'Tone'.",
            "f(Tone.Low);\n",
        ),
        (
            "f(\"a\");\n",
            "Argument of type 'string' is not assignable to parameter of type '{ id: string; }'.",
            "f({ id: \"a\" });\n",
        ),
        (
            "by(rows, \"age\");\n",
            "Argument of type 'string' is not assignable to parameter of type '(it: Row) => string'.",
            "by(rows, (row) => row.age);\n",
        ),
        (
            "return new Set(a);\n",
            "Type 'Set<string>' is missing the following properties from type 'string[]': length, pop",
            "return [...new Set(a)];\n",
        ),
        ("if (!row) {\n", "'row.name' is possibly 'undefined'.", "if (!row?.name) {\n"),
        (
            "for (row of rows) {\n",
            "Cannot find name 'row'. Did you mean 'rows'?",
            "for (const row of rows) {\n",
        ),
        ("function f(a: A, b: B) {\n}\ng(a, b);\nf(b);\n", "Expected 2 arguments, but got 1.", "f(a, b);\n"),
        (
            "return [a, b];\n",
            "Type 'number[]' is missing the following properties from type 'Point': x, y",
            "return { x: a, y: b };\n",
        ),
        (
            "return { at, name };\n",
            "Type 'string' is not assignable to type 'Date'.",
            "return { at: new Date(at), name };\n",
        ),
        (
            "import fs from 'node:fs';\n",
            "'path' is not defined.",
            "import fs from 'node:fs';\nimport path from 'node:path';\n",
        ),
        (
            "import { join } from 'path';\n",
            "Cannot find name 'basename'.",
            "import { basename, join } from 'path';\n",
        ),
    ] {
        let found = of_last(text, message);
        assert!(found.contains(&expected.to_owned()), "{message}: {found:?}");
    }
}

#[test]
fn odd_lines_and_messages_do_no_harm() {
    let messages = [
        "é.b is not a function",
        "TypeError:  is not a function",
        "é is not iterable",
        "Cannot read properties of undefined (reading 'b')",
        "Maximum call stack size exceeded",
        "must be of type string. Received type number (1)",
        "Cannot use import statement outside a module",
        "Must call super constructor",
        "Duplicate case label.",
        "Expected values to be strictly equal:\n\n'é' !== 'b'",
        "Property 'b' is private and only accessible within class 'é'.",
        "Type 'é' cannot be used to index type 'Map<'.",
        "Operator '+' cannot be applied to types 'É' and 'É'.",
        "is not assignable to the same property in base type. Type '(é) => b' is not assignable to type '(ö) => b'",
        "'é.b' is possibly 'null'.",
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
