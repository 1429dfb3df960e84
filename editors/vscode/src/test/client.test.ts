import assert from 'node:assert/strict';
import { test } from 'node:test';

import { window } from 'vscode';
import { ErrorAction } from 'vscode-languageclient/node';

import { type ClientEvents, createClient } from '../client';

const log = window.createOutputChannel('FixErr', { log: true });

/** The options of a client that is never started. */
function options(events: Partial<ClientEvents> = {}) {
  const places = { server: { program: '/nowhere/fixerr-server', foundBy: 'a test' }, extensionFolder: '/nowhere', log, trace: log };
  const silent = { onStatus: nothing, onComplaint: nothing, onAnswered: nothing, onClosed: () => false };
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
