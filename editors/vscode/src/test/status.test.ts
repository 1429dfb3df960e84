import assert from 'node:assert/strict';
import { test } from 'node:test';

import { appearance, conditionOf, type Condition } from '../status';

const file = { language: 'C++', isLanguageDisabled: false, isEnabled: true };
const ready: Condition = { kind: 'ready', model: 'fixerr_small', device: 'cpu', lastMs: null };

void test('each state has its icon', () => {
  const text = (condition: Condition, change: Partial<typeof file> = {}) => appearance(condition, { ...file, ...change }).text;
  assert.equal(text({ kind: 'idle' }), '$(loading~spin) FixErr');
  assert.equal(text({ kind: 'loading' }), '$(loading~spin) FixErr');
  assert.equal(text(ready), '$(wand) FixErr');
  assert.equal(text({ kind: 'off' }), '$(circle-slash) FixErr');
  assert.equal(text({ kind: 'failed', reason: 'x' }), '$(error) FixErr');
  assert.equal(text(ready, { isLanguageDisabled: true }), '$(circle-slash) FixErr');
  assert.equal(text({ kind: 'failed', reason: 'x' }, { isEnabled: false }), '$(circle-slash) FixErr');
});

void test('the tooltip says what runs and how long the last repair took', () => {
  const tooltip = (lastMs: number | null) => appearance({ ...ready, lastMs }, file).tooltip;
  assert.ok(tooltip(null).includes('Model: fixerr\\_small') && tooltip(null).includes('Device: cpu'));
  assert.ok(!tooltip(null).includes('Last repair'));
  assert.ok(tooltip(41.26).endsWith('Last repair: 41 ms'));
  assert.ok(tooltip(4.126).endsWith('Last repair: 4.1 ms'));
});

void test('a failure is an error whose reason is shown letter by letter', () => {
  const { isError, tooltip } = appearance({ kind: 'failed', reason: 'no *model* at [x](y)\nsee `doctor`' }, file);
  assert.ok(isError);
  assert.ok(tooltip.endsWith('no \\*model\\* at \\[x\\]\\(y\\)\n\nsee \\`doctor\\`'), tooltip);
});

void test('a screen reader gets words without Markdown and icons', () => {
  const conditions: Condition[] = [{ kind: 'idle' }, { kind: 'loading' }, ready, { ...ready, lastMs: 41 }, { kind: 'off' }, { kind: 'failed', reason: 'no_model at [x]' }];
  const files = [file, { ...file, isLanguageDisabled: true }, { ...file, isEnabled: false }];
  for (const { label } of conditions.flatMap(condition => files.map(one => appearance(condition, one)))) {
    assert.match(label, /^FixErr (is|cannot) /);
    assert.ok(!/[*\\`]|\$\(/.test(label), label);
  }
  assert.equal(appearance({ ...ready, lastMs: 41 }, file).label, 'FixErr is ready. Model: fixerr_small, Device: cpu, Last repair: 41 ms');
  assert.equal(appearance(ready, { ...file, isLanguageDisabled: true }).label, 'FixErr is off for C++: the setting fixerr.disabledLanguages.');
});

void test("the server's words become conditions", () => {
  const nothing = { model: null, device: null, message: null, lastMs: null };
  assert.deepEqual(conditionOf({ ...nothing, state: 'loading' }), { kind: 'loading' });
  assert.deepEqual(conditionOf({ ...nothing, state: 'off' }), { kind: 'off' });
  assert.deepEqual(conditionOf({ ...nothing, state: 'failed', message: 'why' }), { kind: 'failed', reason: 'why' });
  assert.deepEqual(conditionOf({ ...nothing, state: 'ready', model: 'm', device: 'cuda', lastMs: 3 }), {
    kind: 'ready',
    model: 'm',
    device: 'cuda',
    lastMs: 3,
  });
});
