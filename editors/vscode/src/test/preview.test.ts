import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { TabInputTextDiff, type TabGroups, type TextDocument, Uri, ViewColumn, window } from 'vscode';

import { CANDIDATE_SCHEME, Preview } from '../preview';

afterEach(() => { mock.restoreAll(); });

const uri = (scheme: string) => Uri.from({ scheme, path: '/a.js' });
const document = { uri: uri('file'), getText: () => '', isClosed: false } as unknown as TextDocument;
const candidate = { input: new TabInputTextDiff(uri('file'), uri(CANDIDATE_SCHEME)) };
const change = { input: new TabInputTextDiff(uri('git'), uri('file')) };
const file = { input: { uri: uri('file') } };

/** Whether the document is shown again, and which tabs are closed, when a preview ends that began in this tab. */
async function closing(active: object | undefined) {
  const close = mock.fn<(tabs: unknown) => Promise<boolean>>(() => Promise.resolve(true));
  const groups = { all: [{ tabs: [file, change, candidate] }], activeTabGroup: { activeTab: active }, close };
  mock.getter(window, 'tabGroups', () => groups as unknown as TabGroups);
  const show = mock.method(window, 'showTextDocument', () => Promise.resolve(undefined));
  await new Preview(document).close(ViewColumn.One);
  assert.deepEqual(close.mock.calls.map(call => call.arguments), [[[candidate]]]);
  return show.mock.callCount();
}

void test('a preview goes back to the document', async () => {
  assert.equal(await closing(file), 1);
  assert.equal(await closing(undefined), 1);
  assert.equal(await closing(candidate), 1, 'an earlier preview is no place to go back to');
});

void test('a preview that began in a difference leaves that one alone and opens nothing', async () => {
  assert.equal(await closing(change), 0);
});
