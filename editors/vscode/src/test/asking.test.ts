import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { type TextEditor, window } from 'vscode';

import { editorToRepair } from '../commands/asking';

afterEach(() => { mock.restoreAll(); });

const editor = (languageId: string, scheme = 'file') => ({ document: { languageId, uri: { scheme } } }) as unknown as TextEditor;

/** What is repaired, and what is said, when these editors are there. */
function asked(active: TextEditor | undefined, visible: TextEditor[]) {
  mock.restoreAll();
  mock.getter(window, 'activeTextEditor', () => active);
  mock.getter(window, 'visibleTextEditors', () => visible);
  const status = mock.method(window, 'setStatusBarMessage', () => ({ dispose: () => undefined }));
  const message = mock.method(window, 'showInformationMessage', () => Promise.resolve(undefined));
  const found = editorToRepair();
  const said = [...status.mock.calls, ...message.mock.calls].map(call => String(call.arguments[0]));
  return { found, said };
}

void test('the active editor is repaired, or nothing', () => {
  const [rust, text] = [editor('rust'), editor('plaintext')];
  assert.deepEqual(asked(rust, [editor('go'), rust]), { found: rust, said: [] });
  assert.deepEqual(asked(text, [rust, text]), { found: undefined, said: ['$(wand) FixErr does not repair files of this kind'] });
});

void test('beside the walkthrough a visible file is repaired, or it is said what to do', () => {
  const python = editor('python');
  assert.deepEqual(asked(undefined, [editor('plaintext'), editor('rust', 'git'), python]), { found: python, said: [] });
  const { found, said } = asked(undefined, [editor('plaintext')]);
  assert.equal(found, undefined);
  assert.deepEqual(said, ['FixErr: open a file in Java, Python, JavaScript, TypeScript, Go, Rust, C or C++ first, then choose this again.']);
});
