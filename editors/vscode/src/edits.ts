// What a server's edit does to a text.

import type { Range, TextEdit, WorkspaceEdit } from 'vscode-languageclient/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** The edits of one document; others are none of a repair's business. */
export function editsOf(edit: WorkspaceEdit, uri: string): TextEdit[] {
  const versioned = (edit.documentChanges ?? []).flatMap(change =>
    'textDocument' in change && change.textDocument.uri === uri ? change.edits : [],
  );
  const found = versioned.length > 0 ? versioned : (edit.changes?.[uri] ?? []);
  return found.filter((one): one is TextEdit => 'newText' in one);
}

/** The version of the document that an edit is for, if it names one. */
export function versionOf(edit: WorkspaceEdit, uri: string): number | undefined {
  for (const change of edit.documentChanges ?? []) {
    if ('textDocument' in change && change.textDocument.uri === uri) {
      return change.textDocument.version ?? undefined;
    }
  }
  return undefined;
}

export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create('', '', 0, text), [...edits]);
}

export interface LineSpan {
  /** Both from 0 and inclusive. */
  readonly first: number;
  readonly last: number;
}

/** The lines of the old text that the edits touch; nothing for no edits. */
export function touchedLines(edits: readonly TextEdit[]): LineSpan | undefined {
  const ranges = edits.map(edit => edit.range);
  return ranges.length === 0
    ? undefined
    : {
        first: Math.min(...ranges.map(range => range.start.line)),
        last: Math.max(...ranges.map(lastLine)),
      };
}

/** A range that ends before a line's first character does not hold that line. */
function lastLine({ start, end }: Range): number {
  return end.line > start.line && end.character === 0 ? end.line - 1 : end.line;
}

/** The first of the lines that the edits leave, to tell one candidate from another; empty if they leave none. */
export function firstNewLine(text: string, edits: readonly TextEdit[]): string {
  const lines = touchedLines(edits);
  if (lines === undefined) {
    return '';
  }
  const before = text.split(/\r?\n/);
  const after = applyEdits(text, edits).split(/\r?\n/);
  const kept = lines.last + 1 + after.length - before.length;
  const changed = after.slice(lines.first, kept);
  return (changed.find((line, at) => line !== before[lines.first + at] && line.trim() !== '') ?? '').trim();
}
