import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Problem, problemsToFix } from '../problems';

const [ERROR, WARNING, INFORMATION] = [0, 1, 2];

const problem = (line: number, severity: number, source?: string): Problem => ({
  range: { start: { line } },
  severity,
  source,
});

void test("others' errors and warnings, one for each line, in the file's order", () => {
  const { problems, left } = problemsToFix([
    problem(9, WARNING),
    problem(2, WARNING, 'eslint'),
    problem(2, ERROR, 'ts'),
    problem(3, INFORMATION),
    problem(4, ERROR, 'FixErr'),
  ]);
  assert.deepEqual(problems, [problem(2, ERROR, 'ts'), problem(9, WARNING)]);
  assert.equal(left, 0);
});

void test('a file full of errors is not repaired for minutes', () => {
  const many = Array.from({ length: 500 }, (_, line) => problem(line, ERROR));
  const { problems, left } = problemsToFix(many);
  assert.deepEqual([problems.length, left], [100, 400]);
  assert.deepEqual(problemsToFix([]), { problems: [], left: 0 });
});

void test('warnings do not crowd errors out', () => {
  const many = Array.from({ length: 200 }, (_, line) => problem(line, line < 198 ? WARNING : ERROR));
  const { problems } = problemsToFix(many);
  assert.deepEqual(problems.slice(97), [problem(97, WARNING), problem(198, ERROR), problem(199, ERROR)]);
});
