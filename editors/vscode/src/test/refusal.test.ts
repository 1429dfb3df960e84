import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checkRefused, refusalOf, Refused } from '../refusal';

void test('a reason in the place of fixes is thrown', () => {
  checkRefused([]);
  checkRefused([{}]);
  assert.throws(() => { checkRefused([{ disabled: { reason: 'too long' } }]); }, new Refused('too long'));
});

void test('only what says that there is no fix is a refusal', () => {
  assert.equal(refusalOf(new Refused('too long')), 'too long');
  assert.equal(refusalOf(Object.assign(new Error('no fix'), { code: -32803 })), 'no fix');
  assert.equal(refusalOf(Object.assign(new Error('changed'), { code: -32801 })), undefined);
  assert.equal(refusalOf(new Error('other')), undefined);
  assert.equal(refusalOf('text'), undefined);
});
