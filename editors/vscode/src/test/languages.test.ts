import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DOCUMENT_SELECTOR, isDisabled, isSupported, languageList, languageName, LANGUAGES, toggled } from '../languages';

const document = (languageId: string, scheme: string) => ({ languageId, uri: { scheme } });

void test('files on disk and new ones are supported, others are not', () => {
  assert.ok(isSupported(document('rust', 'file')));
  assert.ok(isSupported(document('typescriptreact', 'untitled')));
  for (const scheme of ['git', 'vscode-vfs', 'output', 'fixerr-candidate', 'vscode-notebook-cell']) {
    assert.ok(!isSupported(document('rust', scheme)), scheme);
  }
  assert.ok(!isSupported(document('plaintext', 'file')));
  assert.ok(!isSupported(document('toString', 'file')), 'what every object has is no language');
});

void test('the server is told of what is supported and nothing else', () => {
  assert.equal(DOCUMENT_SELECTOR.length, 20);
  assert.ok(DOCUMENT_SELECTOR.every(({ language, scheme }) => isSupported(document(language, scheme))));
});

void test('a dialect of React is off with its language', () => {
  assert.ok(isDisabled('typescriptreact', ['typescript']));
  assert.ok(isDisabled('typescript', ['typescriptreact']));
  assert.ok(!isDisabled('javascript', ['typescript', 'java']));
  assert.equal(languageName('javascriptreact'), 'JavaScript');
  assert.equal(LANGUAGES, 'Java, Python, JavaScript, TypeScript, Go, Rust, C or C++');
});

void test('turning a language off and on again leaves the others', () => {
  assert.deepEqual(toggled('javascriptreact', ['go']), ['go', 'javascript']);
  assert.deepEqual(toggled('javascript', ['go', 'javascriptreact', 'c']), ['go', 'c']);
  assert.deepEqual(toggled('c', toggled('c', ['cpp'])), ['cpp']);
});

void test('what is no list of languages disables none', () => {
  for (const value of ['python', null, undefined, 7, { python: true }, [null, 'python'], ['go', ['c']]]) {
    assert.deepEqual(languageList(value), []);
  }
  assert.deepEqual(languageList(['python', 'c']), ['python', 'c']);
});
