// `fixerr.showMenu`: what a click on the status bar offers.

import { commands, type QuickPickItem, window } from 'vscode';

import { isDisabled, isSupported, languageName } from '../languages';
import type { Session } from '../session';
import { disabledLanguages } from '../settings';

interface Entry extends QuickPickItem {
  readonly command: string;
}

export async function showMenu(session: Session): Promise<void> {
  const { condition } = session;
  const failed = condition.kind === 'failed';
  const options = {
    title: 'FixErr',
    placeHolder: failed ? condition.reason.replace(/\s+/g, ' ') : 'What should FixErr do?',
  };
  const chosen = await window.showQuickPick(entries(failed), options);
  if (chosen !== undefined) {
    await commands.executeCommand(chosen.command);
  }
}

function entries(failed: boolean): Entry[] {
  const doctor = { label: '$(pulse) Check the installation', command: 'fixerr.doctor' };
  const restart = { label: '$(debug-restart) Restart the server', command: 'fixerr.restart' };
  const log = { label: '$(output) Show the log', command: 'fixerr.showLog' };
  const settings = { label: '$(settings-gear) Open the settings', command: 'fixerr.openSettings' };
  // What helps comes first.
  return failed ? [settings, doctor, log, restart, ...language()] : [...language(), settings, log, restart, doctor];
}

function language(): Entry[] {
  const document = window.activeTextEditor?.document;
  if (document === undefined || !isSupported(document)) {
    return [];
  }
  const name = languageName(document.languageId);
  const isOff = isDisabled(document.languageId, disabledLanguages(document));
  const label = isOff ? `$(wand) Turn on for ${name}` : `$(circle-slash) Turn off for ${name}`;
  return [{ label, command: 'fixerr.toggleLanguage' }];
}
