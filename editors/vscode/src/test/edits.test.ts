import assert from 'node:assert/strict';
import { test } from 'node:test';

import { applyEdits, editsOf, firstNewLine, touchedLines, versionOf } from '../edits';

type Place = [line: number, character: number];

const edit = ([startLine, start]: Place, [endLine, end]: Place, newText: string) => ({
  range: { start: { line: startLine, character: start }, end: { line: endLine, character: end } },
  newText,
});

const URI = 'file:///a/b.c';
const change = edit([1, 10], [1, 12], '<');

void test('the edits of one document are found in both forms', () => {
  const textDocument = { uri: URI, version: 3 };
  const other = { textDocument: { uri: 'file:///a/c.c', version: 1 }, edits: [edit([0, 0], [0, 0], 'x')] };
  assert.deepEqual(editsOf({ documentChanges: [other, { textDocument, edits: [change] }] }, URI), [change]);
  assert.deepEqual(editsOf({ changes: { [URI]: [change], 'file:///x': [] } }, URI), [change]);
  assert.deepEqual(editsOf({ documentChanges: [{ kind: 'delete', uri: URI }] }, URI), []);
  assert.deepEqual(editsOf({}, URI), []);
});

void test('an edit may name the version that it is for', () => {
  const of = (version: number | null) => ({ documentChanges: [{ textDocument: { uri: URI, version }, edits: [change] }] });
  assert.equal(versionOf(of(3), URI), 3);
  assert.equal(versionOf(of(null), URI), undefined);
  assert.equal(versionOf(of(3), 'file:///a/c.c'), undefined);
  assert.equal(versionOf({ changes: { [URI]: [change] } }, URI), undefined);
});

void test('edits count in UTF-16 and keep line ends', () => {
  const text = 'a\r\nlet 😀 = 1;\r\nb\r\n';
  assert.equal(applyEdits(text, [edit([1, 9], [1, 10], '2')]), 'a\r\nlet 😀 = 2;\r\nb\r\n');
  assert.equal(applyEdits(text, [edit([0, 0], [1, 0], '')]), 'let 😀 = 1;\r\nb\r\n');
});

void test('an edit that ends before a line does not touch it', () => {
  assert.equal(touchedLines([]), undefined);
  assert.deepEqual(touchedLines([edit([3, 0], [4, 0], '')]), { first: 3, last: 3 });
  assert.deepEqual(touchedLines([edit([3, 2], [4, 1], ''), edit([7, 0], [7, 0], 'x')]), { first: 3, last: 7 });
});

void test('a candidate is told by its first line that differs', () => {
  const text = 'for (;;) {\n  if (a <= b) {\n    c();\n  }\n}\n';
  const check = (expected: string, ...edits: Parameters<typeof edit>[]) => {
    assert.equal(firstNewLine(text, edits.map(parts => edit(...parts))), expected);
  };
  check('if (a < b) {', [[1, 8], [1, 10], '<']);
  check('d();', [[2, 0], [2, 8], '    d();']);
  check('x();', [[1, 0], [1, 0], '  x();\n']);
  check('d();', [[1, 0], [3, 0], '  if (a <= b) {\n    d();\n']);
  check('', [[2, 0], [3, 0], '']);
  check('');
});
