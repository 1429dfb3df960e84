//! Mistakes of scripts that a line or its document shows, and lines that only look like them.

use super::super::{
    super::{rewrites::texts_of, tests::request},
    *,
};

/// The first of some lines that the marked one is the last of.
fn found(text: &str) -> Vec<String> {
    let last = text.split_inclusive('\n').count().saturating_sub(1);
    marked(text, last)
}

fn marked(text: &str, line: usize) -> Vec<String> {
    let request = request(text, line, line);
    texts_of(mended(&Marked::new(&request).unwrap(), TypeScript, |_| false))
}

#[test]
fn lines_say_what_is_wrong() {
    for (code, expected) in [
        ("button.addEventListener('onclick', press);\n", "button.addEventListener('click', press);\n"),
        ("const a = document.getElementById('#menu');\n", "const a = document.getElementById('menu');\n"),
        ("const words = line.split('/\\s+/');\n", "const words = line.split(/\\s+/);\n"),
        ("if (path.extname(file) !== 'json') {\n", "if (path.extname(file) !== '.json') {\n"),
        ("const ns = line.split(',').map(parseInt);\n", "const ns = line.split(',').map(Number);\n"),
        ("const next = queue.unshift();\n", "const next = queue.shift();\n"),
        ("if (Number.isInteger(!n)) {\n", "if (!Number.isInteger(n)) {\n"),
        (
            "const n = rows.reduce((sum, row) => sum + row.n);\n",
            "const n = rows.reduce((sum, row) => sum + row.n, 0);\n",
        ),
        ("const key = text.toLowerCase;\n", "const key = text.toLowerCase();\n"),
        ("jobs.forEach((job) => job.start);\n", "jobs.forEach((job) => job.start());\n"),
        ("const grid = new Array(n).fill([]);\n", "const grid = Array.from({ length: n }, () => []);\n"),
        ("const last = rows[rows.length];\n", "const last = rows[rows.length - 1];\n"),
        (
            "const d = new Date(t.getFullYear(), t.getMonth(), t.getDay());\n",
            "const d = new Date(t.getFullYear(), t.getMonth(), t.getDate());\n",
        ),
        ("for (const [a, b] of Object.keys(map)) {\n", "for (const [a, b] of Object.entries(map)) {\n"),
        (
            "Object.entries(ages).forEach((name, age) => f(name));\n",
            "Object.entries(ages).forEach(([name, age]) => f(name));\n",
        ),
        ("rows.forEach((i, row) => f(row));\n", "rows.forEach((row, i) => f(row));\n"),
        ("for (let x = 0; x < n; y++) {\n", "for (let x = 0; x < n; x++) {\n"),
        ("for (let x = 0; x < n; x + step) {\n", "for (let x = 0; x < n; x += step) {\n"),
        ("for (let x = n; x > 0; x++) {\n", "for (let x = n; x > 0; x--) {\n"),
        ("if (n < 1 && n > 6) {\n", "if (n < 1 || n > 6) {\n"),
        ("if (a !== 'b' || a !== 'c') {\n", "if (a !== 'b' && a !== 'c') {\n"),
        ("if (a === 'b' || 'c') {\n", "if (a === 'b' || a === 'c') {\n"),
        ("if (kind in ['a', 'b']) {\n", "if (['a', 'b'].includes(kind)) {\n"),
        ("if (typeof error === TypeError) {\n", "if (error instanceof TypeError) {\n"),
        ("return a instanceof Number;\n", "return typeof a === \"number\";\n"),
        ("  has(name: string): Boolean {\n", "  has(name: string): boolean {\n"),
        ("const all = { ...given, ...DEFAULTS };\n", "const all = { ...DEFAULTS, ...given };\n"),
        (
            "const all = Object.assign(DEFAULTS, given);\n",
            "const all = Object.assign({}, DEFAULTS, given);\n",
        ),
        ("const { a } = options && {};\n", "const { a } = options || {};\n"),
    ] {
        assert!(found(code).contains(&expected.to_owned()), "{code}: {:?}", found(code));
    }
}

#[test]
fn documents_say_what_is_wrong() {
    for (text, line, expected) in [
        ("const createHash = require('crypto');\n", 0, "const { createHash } = require('crypto');\n"),
        ("import { join } from 'path';\nconst fs = require('fs');\n", 1, "import fs from 'fs';\n"),
        (
            "import { readFile } from 'fs';\nconst a = await readFile(b);\n",
            0,
            "import { readFile } from 'fs/promises';\n",
        ),
        ("  const n = 0;\n  f();\n  n += 1;\n", 0, "  let n = 0;\n"),
        ("const ages = new Map();\nf(ages[name]);\n", 1, "f(ages.get(name));\n"),
        ("const ages = new Map();\nages[name] = 1;\n", 1, "ages.set(name, 1);\n"),
        ("const left = new Set();\ndelete left[name];\n", 1, "left.delete(name);\n"),
        ("const seen = new Set();\nf(seen.length);\n", 1, "f(seen.size);\n"),
        ("const names = ['a'];\nfor (const name in names) {\n", 1, "for (const name of names) {\n"),
        ("const at = line.indexOf('=');\nif (!at) {\n", 1, "if (at === -1) {\n"),
        ("const problems: string[] = [];\nif (problems) {\n", 1, "if (problems.length > 0) {\n"),
        (
            "class A {\n  f() {\n  }\n  g() {\n    setTimeout(this.f, 5);\n",
            4,
            "    setTimeout(() => this.f(), 5);\n",
        ),
        ("class A {\n  of(text) {\n  }\n}\nA.of(b);\n", 1, "  static of(text) {\n"),
        ("const n = Number(text);\nif (n.isNaN()) {\n", 1, "if (Number.isNaN(n)) {\n"),
        ("function cut(text, size) {\n}\ncut(size, text);\n", 2, "cut(text, size);\n"),
    ] {
        assert!(marked(text, line).contains(&expected.to_owned()), "{text}: {:?}", marked(text, line));
    }
}

#[test]
fn what_is_right_stays() {
    for text in [
        "window.addEventListener('online', f);\n",
        "const a = line.split('/');\n",
        "const n = ns.reduce((a, b) => a + b);\n",
        "const n = rows.reduce((best, row) => best.n > row.n ? best : row);\n",
        "const f = String.prototype.trim;\n",
        "rows[rows.length] = row;\n",
        "Object.entries(ages).map((entry, i) => f(entry));\n",
        "Object.keys(ages).forEach((name) => f(name));\n",
        "for (let i = 0, j = n; i < j; j--) {\n",
        "for (let i = n; i > 0; i--) {\n",
        "if (n > 1 && n < 6) {\n",
        "if (a < b && a > c) {\n",
        "if (a === 'b' || f('c')) {\n",
        "const name = a || 'b';\n",
        "if (typeof a === 'number' || a instanceof Number) {\n",
        "const all = { ...DEFAULTS, ...given };\n",
        "const all = Object.assign({}, DEFAULTS, given);\n",
        "const list = new Array(n).fill(0);\n",
        "import fs from 'fs';\n",
        "const names = { a: 1 };\nfor (const name in names) {\n",
        "const ages = {};\nages[name] = 1;\n",
        "const at = n;\nif (!at) {\n",
        "function cut(text, size) {\n}\ncut(text, size);\n",
        "class A {\n  f = () => {};\n  g() {\n    setTimeout(this.f, 5);\n",
        "const n = new BigNumber(text);\nif (n.isNaN()) {\n",
        "const trim = options.trim;\n",
        "out.push(`export default ${JSON.stringify(readFileSync(path, 'utf8'))}`);\n",
        "const words = texts.reduce((a, b) => a + b.trim());\n",
        "const rows = new Array(3).fill({}).map((_, i) => f(i));\n",
        "const heads = Object.keys(ages).map(([first, ...rest]) => first);\n",
        "Object.entries(groups).map((group, groupIndex) => f(group));\n",
        "Object.entries(ages).map(([a, b]) => a + b).map((line, n) => f(line));\n",
        "const all = [2, 3].map((i, j) => i * j);\n",
        "$('a').map((i, link) => $(link).text());\n",
        "assert(a instanceof String);\n",
        "return { ...state, ...defaultState };\n",
        "Object.assign(defaults, given);\n",
        "const promisify = require('util').promisify;\n",
        "import { Image } from 'react-native';\nconst logo = require('./logo.png');\n",
        "function f() {\n  const seen = new Map();\n}\nfunction g(seen) {\n  f(seen[0]);\n",
        "const seen = new Map();\nfunction g(seen) {\n  f(seen[0]);\n",
        "const names = ['a'];\nfor (const i in names) f(names[i]);\n",
        "class A {\n  cut(text, size) {\n    return cut(size, text);\n",
    ] {
        assert!(found(text).is_empty(), "{text}: {:?}", found(text));
    }
    for (text, line) in [
        ("  const n = 0;\n  f(() => {\n    const n = 1;\n    n++;\n  });\n", 0),
        ("  const n = 0;\n}\nn = 1;\n", 0),
        ("class A {\n  of(text) {\n  }\n}\na.of(b);\n", 1),
        ("import { readFile } from 'fs';\nreadFile(b, done);\n", 0),
        ("const n = 0;\nfunction f(n) {\n  n = n || 1;\n}\n", 0),
        ("const n = 0;\nclass A {\n  n = 1;\n}\n", 0),
        ("const n = 0;\nf(`update a set\n  n = ${m}`);\n", 0),
        ("const n = 0;\nconst f = ({\n  n = 1,\n}) => n;\n", 0),
        ("const names = ['a'];\nfor (const i in names) {\n  f(names[i]);\n}\n", 1),
    ] {
        assert!(marked(text, line).is_empty(), "{text}: {:?}", marked(text, line));
    }
}

#[test]
fn odd_lines_do_no_harm() {
    for text in [
        "é\n",
        "for (let é = ö; é > 0; é++\n",
        "for (const é in ö) {\n",
        "if (!é) é[é.length] in ['ö'\n",
        "const é = require('ö\n",
        "import é from 'fs';\n",
        "const é = 1;\n",
        "delete é[ö\n",
        "typeof é === Ö && é < 'a' && é > 'b'\n",
        "é.reduce((ö, ü) => ö + ü.ä).fill([é])\n",
        "{ ...é, ...DEFAULT_É }\n",
        "setTimeout(this.é, ö); Object.entries(é).map((ö, ü) => \n",
        "import { é } from 'fs/promises\n",
    ] {
        drop(found(&format!("const é = new Map();\n{text}")));
        drop(found(text));
    }
}
