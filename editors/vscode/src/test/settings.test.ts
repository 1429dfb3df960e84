import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { workspace, type WorkspaceConfiguration } from 'vscode';

import { disabledLanguages, isEnabled, isTracing, modelArguments, serverPath } from '../settings';

afterEach(() => { mock.restoreAll(); });

const document = { languageId: 'python' };

/** Lets the settings hold these values, whatever they are. */
function set(values: Record<string, unknown>): void {
  const configuration = { get: (key: string) => values[key] } as WorkspaceConfiguration;
  mock.method(workspace, 'getConfiguration', () => configuration);
}

void test('settings are read', () => {
  const values = { serverPath: ' /opt/server ', model: ' /opt/model', device: 'cuda', threads: 4 };
  set({ ...values, enable: false, disabledLanguages: ['python'], 'trace.server': 'messages' });
  assert.equal(serverPath(), '/opt/server');
  assert.deepEqual(modelArguments(), ['--model', '/opt/model', '--device', 'cuda', '--threads', '4']);
  assert.equal(isEnabled(document), false);
  assert.deepEqual(disabledLanguages(document), ['python']);
  assert.equal(isTracing(), true);
});

void test('a setting of the wrong kind counts as none', () => {
  for (const wrong of [null, undefined, [null], { a: 1 }]) {
    const keys = ['serverPath', 'model', 'device', 'threads', 'enable', 'disabledLanguages', 'trace.server'];
    set(Object.fromEntries(keys.map(key => [key, wrong])));
    assert.equal(serverPath(), '');
    assert.deepEqual(modelArguments(), []);
    assert.equal(isEnabled(document), true);
    assert.deepEqual(disabledLanguages(document), []);
    assert.equal(isTracing(), false);
  }
  set({ serverPath: 7, model: true, device: 1, threads: '4', enable: 'no', disabledLanguages: 'python' });
  assert.equal(serverPath(), '');
  assert.deepEqual(modelArguments(), []);
  assert.equal(isEnabled(document), true);
  assert.deepEqual(disabledLanguages(document), []);
});
