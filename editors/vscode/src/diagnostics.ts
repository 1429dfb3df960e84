// What others complain of on some lines.

import { type Diagnostic, languages, type Range, type TextDocument } from 'vscode';

export function diagnosticsOn(document: TextDocument, range: Range): Diagnostic[] {
  const { start, end } = range;
  return languages
    .getDiagnostics(document.uri)
    .filter(diagnostic => diagnostic.range.start.line <= end.line && start.line <= diagnostic.range.end.line);
}
