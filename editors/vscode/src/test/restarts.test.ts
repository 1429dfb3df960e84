import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Restarts } from '../restarts';

const MINUTE = 60_000;

void test('five times within three minutes, and not a sixth time', () => {
  const restarts = new Restarts();
  for (let time = 0; time < 5; time++) {
    assert.ok(restarts.mayRestart(time * 1000));
  }
  assert.ok(!restarts.mayRestart(6000));
});

void test('a server that dies now and then is always started again', () => {
  const restarts = new Restarts();
  for (let time = 0; time < 100; time++) {
    assert.ok(restarts.mayRestart(time * MINUTE));
  }
});
