import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseLogLine } from '../logLine';

void test("the server's lines keep their level and lose their time", () => {
  const time = '2026-03-01T10:20:30.123456Z';
  assert.deepEqual(parseLogLine(`${time}  INFO loaded small on cpu`), { level: 'info', text: 'loaded small on cpu' });
  assert.deepEqual(parseLogLine(`${time}  WARN careful`), { level: 'warn', text: 'careful' });
  assert.deepEqual(parseLogLine(`${time} ERROR no model`), { level: 'error', text: 'no model' });
});

void test('what the user asked for by fixerr.logLevel is not hidden again', () => {
  assert.deepEqual(parseLogLine('2026-03-01T10:20:30Z DEBUG 3 candidates'), { level: 'info', text: '(debug) 3 candidates' });
});

void test('what is no line of the log is a warning', () => {
  const text = "thread 'main' panicked at src/main.rs:1:1:";
  assert.deepEqual(parseLogLine(text), { level: 'warn', text });
});
