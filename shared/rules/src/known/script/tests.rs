//! Mistakes of scripts that a line or its document shows, and lines that only look like them.

use super::super::*;
use crate::rewrites::texts_of;

/// The first of some lines that the marked one is the last of.
fn found(text: &str) -> Vec<String> {
    let last = text.split_inclusive('\n').count().saturating_sub(1);
    marked(text, last)
}

fn marked(text: &str, line: usize) -> Vec<String> {
    texts_of(mended(&Marked::new(text, line, line).unwrap(), TypeScript, |_| false))
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
        ("const all = lines.join('/n');\n", "const all = lines.join('\\n');\n"),
        (
            "const menu = document.querySelector('menubar');\n",
            "const menu = document.querySelector('#menubar');\n",
        ),
        ("if (error.message === 'EEXIST') {\n", "if (error.code === 'EEXIST') {\n"),
        ("if (typeof a === 'Date') {\n", "if (a instanceof Date) {\n"),
        ("const [a, b] = version.split(/./);\n", "const [a, b] = version.split(\".\");\n"),
        ("row.open !== row.open;\n", "row.open = !row.open;\n"),
        ("if (key in Object.keys(ages)) {\n", "if (key in ages) {\n"),
        (
            "new Promise((done) => setTimeout(() => done, 5));\n",
            "new Promise((done) => setTimeout(done, 5));\n",
        ),
        ("assert.equal(f(a), [1, 2]);\n", "assert.deepEqual(f(a), [1, 2]);\n"),
        ("expect(f(a)).toBe({ b: 1 });\n", "expect(f(a)).toEqual({ b: 1 });\n"),
        ("assert.throws(parse('a'), TypeError);\n", "assert.throws(() => parse('a'), TypeError);\n"),
        ("expect(parse('a')).toThrow();\n", "expect(() => parse('a')).toThrow();\n"),
        ("const end = new Date(2024, 12, 31);\n", "const end = new Date(2024, 11, 31);\n"),
        (
            "return y % 4 === 0 && y % 100 !== 0 && y % 400 === 0;\n",
            "return (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;\n",
        ),
        (
            "f(row.id === id ? { open: !row.open, ...row } : row);\n",
            "f(row.id === id ? { ...row, open: !row.open } : row);\n",
        ),
        ("return { ...JSON.parse(a), ...DEFAULTS };\n", "return { ...DEFAULTS, ...JSON.parse(a) };\n"),
        ("return w[0].toUpperCase() + w;\n", "return w[0].toUpperCase() + w.slice(1);\n"),
        (
            "const n = rows.reduce((sum, row) => price(row), 0);\n",
            "const n = rows.reduce((sum, row) => sum + price(row), 0);\n",
        ),
        (
            "const n = rows.reduce((sum, row) => sum + price(row));\n",
            "const n = rows.reduce((sum, row) => sum + price(row), 0);\n",
        ),
        ("const n = Math.max(widths);\n", "const n = Math.max(...widths);\n"),
        ("app.use(express.json);\n", "app.use(express.json());\n"),
        (
            "const ids = new Array(5).map((_, i) => i);\n",
            "const ids = Array.from({ length: 5 }, (_, i) => i);\n",
        ),
        ("const names = rows.forEach((row) => row.name);\n", "const names = rows.map((row) => row.name);\n"),
        ("names = names.push(name);\n", "names.push(name);\n"),
        ("  const total;\n", "  let total;\n"),
        ("  Promise.all(jobs);\n", "  await Promise.all(jobs);\n"),
        ("<button onClick={close()}>\n", "<button onClick={close}>\n"),
        ("return a.row === b.row && a.col === a.col;\n", "return a.row === b.row && a.col === b.col;\n"),
        ("const n = Math.floor(Math.random()) * sides;\n", "const n = Math.floor(Math.random() * sides);\n"),
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

/// Several marked lines, the last ones of a text.
fn of_lines(text: &str, first: usize) -> Vec<String> {
    let last = text.split_inclusive('\n').count().saturating_sub(1);
    texts_of(mended(&Marked::new(text, first, last).unwrap(), TypeScript, |_| false))
}

#[test]
fn several_lines_do_one_thing() {
    for (text, expected) in [
        ("  a[i] = a[j];\n  a[j] = a[i];\n", "  [a[i], a[j]] = [a[j], a[i]];\n"),
        ("  x = y;\n  y = x + y;\n", "  [x, y] = [y, x + y];\n"),
        (
            "  jobs.forEach(async (job) => {\n    await run(job);\n  });\n",
            "  for (const job of jobs) {\n    await run(job);\n  }\n",
        ),
    ] {
        assert!(of_lines(text, 0).contains(&expected.to_owned()), "{text}: {:?}", of_lines(text, 0));
    }
    for text in [
        "  last = node;\n  node = node.next;\n",
        "  a = b;\n  b = a.next;\n",
        "  a = b;\n  c = a;\n",
        "  jobs.forEach(async (job) => {\n    if (!job) return;\n    await run(job);\n  });\n",
    ] {
        assert!(of_lines(text, 0).is_empty(), "{text}: {:?}", of_lines(text, 0));
    }
}

#[test]
fn functions_say_what_they_forget() {
    let words = "function words(text) {\n  const out = [];\n  let word = '';\n  for (const c of text) {\n    if (c === ' ') {\n      \
        out.push(word);\n      word = '';\n    } else {\n      word += c;\n    }\n  }\n  return out;\n}\n";
    let kept = words.replace("  return out;", "  out.push(word);\n  return out;");
    let open = kept.replace("      word = '';\n", "");
    let closed = "function closed(text) {\n  const open = [];\n  for (const c of text) {\n    if (c === '(') open.push(c);\n    \
        else if (open.pop() !== '(') return false;\n  }\n  return true;\n}\n";
    for (text, line, expected) in [
        (words, 11, "  out.push(word);\n  return out;\n"),
        (open.as_str(), 5, "      out.push(word);\n      word = '';\n"),
        (closed, 6, "  return open.length === 0;\n"),
        (
            "function guard(req, res, next) {\n  req.user = find(req.token);\n}\n",
            1,
            "  req.user = find(req.token);\n  next();\n",
        ),
        (
            "form.addEventListener('submit', async (e) => {\n  const a = new FormData(form);\n  await fetch(url);\n});\n",
            1,
            "  e.preventDefault();\n  const a = new FormData(form);\n",
        ),
        (
            "switch (kind) {\n  case 'a':\n    n = 1;\n  case 'b':\n    n = 2;\n    break;\n}\n",
            2,
            "    n = 1;\n    break;\n",
        ),
        (
            "for (let i = 0; i < jobs.length; i++) {\n  if (jobs[i].done) {\n    jobs.splice(i, 1);\n  }\n}\n",
            0,
            "for (let i = jobs.length - 1; i >= 0; i--) {\n",
        ),
        ("if (n % 3 === 0) {\n  return 'Buzz';\n}\n", 0, "if (n % 5 === 0) {\n"),
        (
            "const ages = new Map();\nreturn JSON.stringify(ages);\n",
            1,
            "return JSON.stringify(Object.fromEntries(ages));\n",
        ),
        (
            "function cut(line, by = ',') {\n}\nconst a = b.map(cut);\n",
            2,
            "const a = b.map((line) => cut(line));\n",
        ),
        (
            "function near(a, b) {\n  const left = parse(a);\n  const right = parse(a);\n  return left - right;\n}\n",
            2,
            "  const right = parse(b);\n",
        ),
        (
            "class Pump {\n  run() {\n    const gone = this.now() - this.lastRun;\n    this.water += gone;\n  }\n}\n",
            3,
            "    this.water += gone;\n    this.lastRun = this.now();\n",
        ),
        (
            "class LRU {\n  get(key) {\n    const value = this.map.get(key);\n    return value;\n  }\n}\n",
            3,
            "    this.map.delete(key);\n    this.map.set(key, value);\n    return value;\n",
        ),
        (
            "class Box {\n  size() {\n    return 1;\n  }\n}\nboxes.sort((a, b) => a.size - b.size);\n",
            5,
            "boxes.sort((a, b) => a.size() - b.size());\n",
        ),
        ("function useRow(id) {\n  useEffect(() => {\n    fetch(id);\n  }, []);\n}\n", 3, "  }, [id]);\n"),
        (
            "function f(all, a) {\n  switch (a) {\n    case 1:\n      return { ...all, b: 1 };\n    case 2:\n      return { c: 2 };\n    \
             case 3:\n      return { ...all, d: 1 };\n  }\n}\n",
            5,
            "      return { ...all, c: 2 };\n",
        ),
        ("const seen = new Map();\nif (!seen[a]) {\n", 1, "if (!seen.has(a)) {\n"),
        ("const seen = new Map();\nconst a = seen.keys()[0];\n", 1, "const a = seen.keys().next().value;\n"),
        (
            "for (let i = names.length; i >= 0; i--) {\n  f(names[i]);\n}\n",
            0,
            "for (let i = names.length - 1; i >= 0; i--) {\n",
        ),
    ] {
        assert!(marked(text, line).contains(&expected.to_owned()), "{text}: {:?}", marked(text, line));
    }
    for line in [5, 12] {
        assert!(marked(&kept, line).is_empty(), "{line}: {:?}", marked(&kept, line));
    }
}

#[test]
fn functions_that_forget_nothing_stay() {
    for (text, line) in [
        ("function f(req, res, next) {\n  load(req).then(next);\n  a.b = 1;\n}\n", 2),
        ("switch (kind) {\n  case 'a':\n    n = 1;\n    break;\n  case 'b':\n", 3),
        ("for (let i = 0; i < jobs.length; i++) {\n  jobs.splice(i, 1);\n  i--;\n}\n", 0),
        ("if (n % 15 === 0) {\n  return 'FizzBuzz';\n}\n", 0),
        ("for (let i = text.length; i >= 0; i--) {\n  f(text.slice(0, i));\n}\n", 0),
        ("const all = readAll();\nconst a = all.keys()[0];\n", 1),
        ("import { List } from 'immutable';\nlist = list.push(1);\n", 1),
        ("declare module 'a' {\n  const version: string;\n}\n", 1),
        (
            "switch (a) {\n  case 1:\n    b();\n    break;\n  case 2:\n    return f(\n      a,\n    );\n  case 3:\n}\n",
            7,
        ),
        ("const ages = new Map();\nreturn JSON.stringify(ages, pairs);\n", 1),
        ("function cut(line, rowIndex = 0) {\n}\nconst a = b.map(cut);\n", 2),
        ("function show(req, res, next) {\n  res.json(all);\n  log(req.url);\n}\n", 2),
        ("function fail(err, req, res, next) {\n  log(err);\n}\n", 1),
        ("class A {\n  stop() {\n    const gone = now() - this.startedAt;\n    this.n += gone;\n  }\n}\n", 3),
        (
            "class A {\n  look() {\n    const gone = now() - this.lastSeen;\n    this.idle = gone > 9;\n  }\n}\n",
            3,
        ),
        ("class Fifo {\n  get(key) {\n    const value = this.map.get(key);\n    return value;\n  }\n}\n", 3),
        (
            "class Box {\n  size() {\n    return 1;\n  }\n}\ninterface Hat {\n  size: number;\n}\nhats.sort((a, b) => a.size - b.size);\n",
            8,
        ),
        (
            "for (let i = 0; i < a.length; i++) {\n  if (a[i].done) {\n    a.splice(i, 1);\n    f();\n    g();\n    h();\n    break;\n  }\n}\n",
            0,
        ),
        (
            "function f(all, a) {\n  switch (a) {\n    case 1:\n      return { ...all, b: 1 };\n    case 'reset':\n      return { c: 2 };\n    \
             case 3:\n      return { ...all, d: 1 };\n  }\n}\n",
            5,
        ),
        ("class A {\n  age() {\n    const gone = now() - this.createdAt;\n    this.n = gone;\n  }\n}\n", 3),
        (
            "function closed(a) {\n  const open = [];\n  while (open.length) open.pop();\n  return true;\n}\n",
            3,
        ),
        (
            "function near(a, b) {\n  const left = parse(a);\n  const right = parse(b);\n  return left - right;\n}\n",
            2,
        ),
    ] {
        assert!(marked(text, line).is_empty(), "{text}: {:?}", marked(text, line));
    }
}

#[test]
fn what_is_right_stays() {
    for text in [
        "const a = document.querySelector('section');\n",
        "const a = document.querySelector('my-menu');\n",
        "if (error.message === 'E1') {\n",
        "if (error.message === 'EXPIRED') {\n",
        "app.get('/t', f);\n",
        "const a = document.querySelector('datalist');\n",
        "const a = feed.querySelector('channel');\n",
        "assert.equal([a, b].length, 2);\n",
        "expect(n).toBe([1, 2].length);\n",
        "expect(makeReader(a)).toThrow();\n",
        "const end = new Date(y, 12, 0);\n",
        "f({ open: row.open ?? true, ...row });\n",
        "return { ...makeForm(), ...defaults };\n",
        "const a = words.reduce((all, word) => all + capitalize(word));\n",
        "const a = Array(...rows).map(f);\n",
        "for (const key of Object.keys(ages)) {\n",
        "setTimeout(() => done(), 5);\n",
        "assert.equal(f([1]), 1);\n",
        "expect(f).toThrow();\n",
        "expect(() => f()).toThrow();\n",
        "expect(load()).rejects.toThrow();\n",
        "const end = new Date(2024, 11, 31);\n",
        "for (let i = names.length - 1; i >= 0; i--) {\n",
        "f({ open: !other.open, ...row });\n",
        "const all = { ...DEFAULTS, ...JSON.parse(a) };\n",
        "return w[0].toUpperCase() + w.slice(1);\n",
        "const n = rows.reduce((_, row) => price(row), 0);\n",
        "const n = Math.max(...widths);\n",
        "const n = Math.max(a, b);\n",
        "app.use(logger);\n",
        "const ids = [...new Array(5)].map((_, i) => i);\n",
        "const first = Object.keys(seen)[0];\n",
        "Promise.all(jobs).then(f);\n",
        "const all = Promise.all(jobs);\n",
        "<form onSubmit={handleSubmit(save)}>\n",
        "<form onSubmit={useSave()}>\n",
        "if (a !== a) {\n",
        "[a[i], a[j]] = [a[j], a[i]];\n",
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
        "é = ö\n",
        "return { ...é, ö\n",
        "}, []);\n",
        "  é % 4 === 0 && é % 100 !== 0 &&\n",
        "new Array(é).map(\n",
        "[ é(ö), é(ü)].keys()[0\n",
        "expect(é(ö)).toThrow(é in Object.keys(ö\n",
        "é.push(ö);\n",
        "<a onÖ={é()} é - é\n",
        "import { é } from 'fs/promises\n",
    ] {
        drop(found(&format!("const é = new Map();\n{text}")));
        drop(found(text));
    }
}
