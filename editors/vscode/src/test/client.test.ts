import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CancellationError, CancellationTokenSource, CodeAction, window } from 'vscode';
import { ErrorAction, ResponseError } from 'vscode-languageclient/node';

import { type ClientEvents, createClient } from '../client';
import { OutOfDate } from '../fixes';

const log = window.createOutputChannel('FixErr', { log: true });

/** The options of a client that is never started. */
function options(events: Partial<ClientEvents> = {}) {
  const places = { server: { program: '/nowhere/fixerr-server', foundBy: 'a test' }, extensionFolder: '/nowhere', log, trace: log };
  const silent = { onStatus: nothing, onComplaint: nothing, onAnswered: nothing, onUnresolved: nothing, onClosed: () => false };
  return createClient(places, { ...silent, ...events }).clientOptions;
}

function nothing(): void {
  // Nobody listens.
}

void test('errors of the connection do not end a client whose server is there', async () => {
  const { errorHandler } = options();
  for (const count of [1, 3, 4, 100]) {
    const answer = await errorHandler?.error(new Error('write EPIPE'), undefined, count);
    assert.equal(answer?.action, ErrorAction.Continue);
  }
});

/** What the user is told when a quick fix that was put off ends with this error. */
async function told(error: Error, isCancelled = false): Promise<unknown[]> {
  const heard: unknown[] = [];
  const { middleware } = options({ onUnresolved: reason => heard.push(reason) });
  const source = new CancellationTokenSource();
  if (isCancelled) {
    source.cancel();
  }
  const resolving = Promise.resolve(middleware?.resolveCodeAction?.(new CodeAction('FixErr: repair line 7'), source.token, () => Promise.reject(error)));
  await assert.rejects(resolving, error);
  return heard;
}

void test('a quick fix that comes to nothing says why, unless nobody waits', async () => {
  const none = new ResponseError(-32803, 'no fix was found here');
  assert.deepEqual(await told(none), [none]);
  assert.deepEqual(await told(none, true), []);
  assert.deepEqual(await told(new CancellationError()), [new OutOfDate()]);
  assert.deepEqual(await told(new CancellationError(), true), []);
});

void test('a quick fix that is found is passed on, and nothing is said', async () => {
  const heard: unknown[] = [];
  const { middleware } = options({ onUnresolved: reason => heard.push(reason) });
  const fix = new CodeAction("FixErr: '<=' → '<'");
  assert.equal(await middleware?.resolveCodeAction?.(fix, new CancellationTokenSource().token, () => fix), fix);
  assert.deepEqual(heard, []);
});
