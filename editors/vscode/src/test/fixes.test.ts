import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CancellationTokenSource, Range, type TextDocument } from 'vscode';
import { type CodeAction, CodeActionRequest, type LanguageClient } from 'vscode-languageclient/node';

import { bestFixFor, fixesFor, shortTitle } from '../fixes';

const uri = 'file:///a.js';
const document = { uri, version: 3, isClosed: false } as unknown as TextDocument;
const range = new Range(6, 0, 6, 0);
const { token } = new CancellationTokenSource();

/** A server that has not found its fix when the menu is due. */
function clientOf(resolved: CodeAction): LanguageClient {
  const putOff: CodeAction = { title: 'FixErr: repair line 7', data: { revision: 1 } };
  const same = (value: unknown) => value;
  const converter = { asTextDocumentIdentifier: same, asRange: same, asDiagnostics: same, asUri: same };
  const sendRequest = (type: unknown) => Promise.resolve(type === CodeActionRequest.type ? [putOff] : resolved);
  return { code2ProtocolConverter: converter, sendRequest } as unknown as LanguageClient;
}

void test('a fix that was put off has the title and the confidence of what was found', async () => {
  const edits = [{ range, newText: '<' }];
  const client = clientOf({
    title: "FixErr: '<=' → '<'",
    data: { confidence: 0.9, unchanged: 0.02 },
    edit: { documentChanges: [{ textDocument: { uri, version: 3 }, edits }] },
  });
  const expected = { title: "FixErr: '<=' → '<'", edits, confidence: 0.9, unchanged: 0.02 };
  const best = await bestFixFor(client, document, range, token);
  assert.deepEqual(best, expected);
  assert.equal(shortTitle(expected), "'<=' → '<'");
  assert.deepEqual(await fixesFor(client, document, range, token), [expected]);
});
