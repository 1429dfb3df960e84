// What all commands that ask the server share: showing that they wait, and saying why nothing came of it.

import {
  CancellationError,
  type CancellationToken,
  CancellationTokenSource,
  ProgressLocation,
  type TextEditor,
  window,
} from 'vscode';
import { LSPErrorCodes, ResponseError } from 'vscode-languageclient/node';

import { OutOfDate } from '../fixes';
import { isSupported, LANGUAGES } from '../languages';
import { offerHelp } from '../notices';
import { refusalOf } from '../refusal';
import { Unavailable } from '../session';

const MESSAGE_MS = 5000;

/**
 * The active editor, if its file can be repaired; else says so. Where no editor is active, such as in the walkthrough, one that
 * is visible beside will do.
 */
export function editorToRepair(): TextEditor | undefined {
  const active = window.activeTextEditor;
  const editor = active ?? window.visibleTextEditors.find(({ document }) => isSupported(document));
  if (editor === undefined) {
    void window.showInformationMessage(`FixErr: open a file in ${LANGUAGES} first, then choose this again.`);
    return undefined;
  }
  if (isSupported(editor.document)) {
    return editor;
  }
  tell('FixErr does not repair files of this kind');
  return undefined;
}

/** A word in the status bar, which is gone soon. */
export function tell(text: string): void {
  window.setStatusBarMessage(`$(wand) ${text}`, MESSAGE_MS);
}

/** Only the latest question counts; an earlier one that is still being answered is withdrawn. */
let latest: CancellationTokenSource | undefined;

/** Runs something that waits for the server, and shows that in the status bar. */
export async function asking(title: string, question: (token: CancellationToken) => Promise<void>): Promise<void> {
  latest?.cancel();
  const source = (latest = new CancellationTokenSource());
  try {
    await window.withProgress({ location: ProgressLocation.Window, title }, () => question(source.token));
  } catch (error) {
    if (!source.token.isCancellationRequested) {
      explain(error);
    }
  } finally {
    source.dispose();
    if (latest === source) {
      latest = undefined;
    }
  }
}

/** Says why there is no answer. */
export function explain(error: unknown): void {
  const code = error instanceof ResponseError ? error.code : undefined;
  const refusal = refusalOf(error);
  if (error instanceof OutOfDate || code === LSPErrorCodes.ContentModified) {
    tell('The file has changed meanwhile; ask again');
  } else if (error instanceof CancellationError || code === LSPErrorCodes.RequestCancelled) {
    // Nobody waits for it any more.
  } else if (refusal !== undefined) {
    tell(`FixErr: ${refusal}`);
  } else if (error instanceof Unavailable) {
    offerHelp(error.message, ['Open Settings', 'Show Log', 'Restart']);
  } else {
    const reason = error instanceof Error ? error.message : String(error);
    offerHelp(`FixErr could not repair this: ${reason}`, ['Show Log']);
  }
}
