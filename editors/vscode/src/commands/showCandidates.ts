// `fixerr.showCandidates`: all fixes in a list, the one under the cursor shown as a difference.

import { type QuickPick, type QuickPickItem, Range, type TextEditor, window } from 'vscode';

import { applyEdits, firstNewLine, touchedLines } from '../edits';
import { apply, checkUnchanged, type Fix, fixesFor, shortTitle } from '../fixes';
import { Preview } from '../preview';
import type { Session } from '../session';
import { asking, editorToRepair, explain, tell } from './asking';

interface Item extends QuickPickItem {
  readonly fix: Fix;
}

export async function showCandidates(session: Session): Promise<void> {
  const editor = editorToRepair();
  if (editor === undefined) {
    return;
  }
  const { document, selection } = editor;
  const { version } = document;
  const range = selection.isEmpty ? new Range(selection.active, selection.active) : selection;
  await asking('FixErr is looking for fixes', async token => {
    const client = await session.ready(token);
    checkUnchanged(document, version);
    const fixes = await fixesFor(client, document, range, token);
    void session.refresh();
    if (token.isCancellationRequested) {
      return;
    }
    if (fixes.length === 0) {
      tell('FixErr has nothing to offer here');
      return;
    }
    await withdraw();
    choosing = choose(editor, fixes)
      .then(async chosen => {
        if (chosen !== undefined) {
          await apply(client, document, version, chosen);
          tell(`FixErr: ${shortTitle(chosen)}`);
        }
      })
      .catch(explain);
    // Not waited for: the progress ends where the choice begins.
  });
}

function percent(chance: number): string {
  const rounded = Math.round(chance * 100);
  return rounded === 0 ? 'below 1 %' : `${rounded} %`;
}

/** The list that is open, and what becomes of it. */
let list: QuickPick<Item> | undefined;
let choosing: Promise<void> | undefined;

/** Closes a list that is still open; its difference must be gone before the next one comes. */
async function withdraw(): Promise<void> {
  list?.hide();
  await choosing;
}

/** Lets the user look through the fixes, and leaves the editor as it was. */
async function choose({ document, viewColumn }: TextEditor, fixes: readonly Fix[]): Promise<Fix | undefined> {
  const text = document.getText();
  const preview = new Preview(document);
  const picker = (list = window.createQuickPick<Item>());
  const unchanged = fixes[0]?.unchanged;
  const doubt = unchanged === undefined ? '' : ` (nothing wrong here: ${percent(unchanged)})`;
  picker.title = `FixErr: fixes, best first${doubt}`;
  picker.placeholder = 'Enter makes the change, Escape leaves everything as it was';
  // The difference is opened below the list, and may be looked at and scrolled.
  picker.ignoreFocusOut = true;
  picker.items = fixes.map(fix => ({
    label: shortTitle(fix),
    description: fix.confidence === undefined ? '' : percent(fix.confidence),
    detail: firstNewLine(text, fix.edits),
    alwaysShow: true,
    fix,
  }));
  try {
    return await new Promise<Fix | undefined>((resolve, reject) => {
      picker.onDidChangeActive(([item]) => {
        if (item !== undefined) {
          const line = touchedLines(item.fix.edits)?.first ?? 0;
          preview.show(applyEdits(text, item.fix.edits), line).catch(reject);
        }
      });
      picker.onDidAccept(() => {
        resolve(picker.selectedItems[0]?.fix);
      });
      picker.onDidHide(() => {
        resolve(undefined);
      });
      picker.show();
    });
  } finally {
    picker.dispose();
    list = undefined;
    await preview.close(viewColumn);
  }
}
