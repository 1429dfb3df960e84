// `fixerr.fixFile`: the best fix for each error and warning of the file, shown before any of them is made.

import {
  type CancellationToken,
  type Diagnostic,
  languages,
  type Progress,
  ProgressLocation,
  Range,
  type TextDocument,
  ThemeIcon,
  window,
  workspace,
  WorkspaceEdit,
} from 'vscode';

import { touchedLines } from '../edits';
import { bestFixFor, checkUnchanged, type Fix, shortTitle } from '../fixes';
import { problemsToFix } from '../problems';
import { refusalOf } from '../refusal';
import type { Session } from '../session';
import { editorToRepair, explain, tell } from './asking';

interface Repair {
  readonly problem: Diagnostic;
  readonly fix: Fix;
}

export async function fixFile(session: Session): Promise<void> {
  const document = editorToRepair()?.document;
  if (document === undefined) {
    return;
  }
  const { version } = document;
  const { problems, left } = problemsToFix(languages.getDiagnostics(document.uri));
  if (problems.length === 0) {
    tell('This file has no errors or warnings');
    return;
  }
  const options = { location: ProgressLocation.Notification, title: 'FixErr', cancellable: true };
  try {
    await window.withProgress(options, (progress, token) => repairAll(session, document, version, problems, left, progress, token));
  } catch (error) {
    explain(error);
  }
}

async function repairAll(
  session: Session,
  document: TextDocument,
  version: number,
  problems: readonly Diagnostic[],
  left: number,
  progress: Progress<{ message: string; increment: number }>,
  token: CancellationToken,
): Promise<void> {
  const client = await session.ready(token);
  checkUnchanged(document, version);
  const repairs: Repair[] = [];
  let behind = 0;
  for (const [at, problem] of problems.entries()) {
    progress.report({ message: `line ${problem.range.start.line + 1} (${at + 1} of ${problems.length})`, increment: 100 / problems.length });
    // A place, not a selection: the server decides how many lines of a long problem it repairs.
    const { start } = problem.range;
    const fix = await bestFixFor(client, document, new Range(start, start), token, [problem]).catch(unlessRefused);
    if (token.isCancellationRequested) {
      return;
    }
    const lines = touchedLines(fix?.edits ?? []);
    // Two fixes of one line cannot both be made.
    if (fix !== undefined && lines !== undefined && lines.first >= behind) {
      repairs.push({ problem, fix });
      behind = lines.last + 1;
    }
  }
  void session.refresh();
  if (repairs.length === 0) {
    tell(`FixErr has nothing to offer for ${problems.length === 1 ? 'the problem' : `the ${problems.length} problems`} here`);
    return;
  }
  checkUnchanged(document, version);
  const edit = new WorkspaceEdit();
  for (const { problem, fix } of repairs) {
    for (const { range, newText } of fix.edits) {
      edit.replace(document.uri, client.protocol2CodeConverter.asRange(range), newText, {
        needsConfirmation: true,
        label: `Line ${problem.range.start.line + 1}: ${shortTitle(fix)}`,
        description: problem.message,
        iconPath: new ThemeIcon('wand'),
      });
    }
  }
  // Not waited for: the user decides, which may be long after the progress should be gone.
  void preview(document, edit, left);
}

/** Nothing for a problem without a fix, which is no reason to forget the others. */
function unlessRefused(error: unknown): undefined {
  if (refusalOf(error) === undefined) {
    throw error;
  }
}

/** Lets the user choose among the changes. */
async function preview(document: TextDocument, edit: WorkspaceEdit, left: number): Promise<void> {
  const rest = left > 0 ? `; ${left} more problems are left for another time` : '';
  tell(`Tick the fixes that should be made, then choose Apply${rest}`);
  const version = document.version;
  await workspace.applyEdit(edit, { isRefactoring: true });
  // Whoever applies without a tick gets no other sign.
  if (document.version === version) {
    tell('No fix was ticked and applied; the file is as it was');
  }
}
