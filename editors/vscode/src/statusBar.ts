// The status bar item, and the context keys that decide which commands are offered.

import { commands, Disposable, MarkdownString, StatusBarAlignment, type TextDocument, ThemeColor, window, workspace } from 'vscode';

import { isDisabled, isSupported, languageName } from './languages';
import { CANDIDATE_SCHEME } from './preview';
import type { Session } from './session';
import { disabledLanguages, isEnabled, SECTION } from './settings';
import { appearance } from './status';

/** Keeps both up to date. */
export function showStatus(session: Session): Disposable {
  const item = window.createStatusBarItem('fixerr.status', StatusBarAlignment.Right, 100);
  item.name = 'FixErr';
  item.command = 'fixerr.showMenu';

  let latest: TextDocument | undefined;
  const update = () => {
    const active = window.activeTextEditor?.document;
    // Where a document's candidate is shown, what was said of the document still holds.
    const document = active?.uri.scheme === CANDIDATE_SCHEME ? latest : active;
    if (document === undefined || !isSupported(document)) {
      setContext(false, false);
      item.hide();
      return;
    }
    latest = document;
    const isLanguageDisabled = isDisabled(document.languageId, disabledLanguages(document));
    const file = {
      language: languageName(document.languageId),
      isLanguageDisabled,
      isEnabled: isEnabled(document),
    };
    setContext(true, file.isEnabled && !isLanguageDisabled);
    const { text, tooltip, label, isError } = appearance(session.condition, file);
    item.text = text;
    item.tooltip = new MarkdownString(tooltip);
    item.accessibilityInformation = { label, role: 'button' };
    item.backgroundColor = isError ? new ThemeColor('statusBarItem.errorBackground') : undefined;
    item.show();
  };
  update();

  return Disposable.from(
    item,
    session.onDidChange(update),
    window.onDidChangeActiveTextEditor(update),
    // A file may get another language while it is open.
    workspace.onDidOpenTextDocument(update),
    workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration(SECTION)) {
        update();
      }
    }),
  );
}

/** `fixerr.supported`: the active file could be repaired; `fixerr.active`: it may be. */
function setContext(supported: boolean, active: boolean): void {
  void commands.executeCommand('setContext', 'fixerr.supported', supported);
  void commands.executeCommand('setContext', 'fixerr.active', active);
}
