import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { CancellationError, CancellationTokenSource, window, workspace, type WorkspaceConfiguration } from 'vscode';

import { Session } from '../session';

afterEach(() => { mock.restoreAll(); });

const log = window.createOutputChannel('FixErr', { log: true });

void test('a restart that fails as before says so again', async () => {
  const settings = { get: (key: string) => (key === 'serverPath' ? '/nowhere/fixerr-server' : undefined) };
  mock.method(workspace, 'getConfiguration', () => settings as WorkspaceConfiguration);
  const shown = mock.method(window, 'showErrorMessage', () => Promise.resolve(undefined));
  const session = new Session('/nowhere', log, () => undefined);
  await session.start();
  await session.start();
  assert.equal(shown.mock.callCount(), 1, 'the same failure is said once');
  await session.restart();
  assert.equal(shown.mock.callCount(), 2);
  assert.match(String(shown.mock.calls[1]?.arguments[0]), /\/nowhere\/fixerr-server/);
});

/** Its server never says that it is ready. */
class Loading extends Session {
  override start(): Promise<void> {
    return Promise.resolve();
  }
}

void test('who stops waiting for the model is told nothing', async () => {
  const source = new CancellationTokenSource();
  const waiting = new Loading('/nowhere', log, () => undefined).ready(source.token);
  setImmediate(() => { source.cancel(); });
  await assert.rejects(waiting, CancellationError);
});
