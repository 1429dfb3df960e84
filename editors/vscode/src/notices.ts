// Failures that the user has to do something about, each said once.

import { commands, env, Uri, window } from 'vscode';

const INSTALLING = 'https://github.com/fixerr/fixerr#install';

const BUTTONS = {
  'Open Settings': () => commands.executeCommand('fixerr.openSettings'),
  'How to Install': () => env.openExternal(Uri.parse(INSTALLING)),
  'Show Log': () => commands.executeCommand('fixerr.showLog'),
  Restart: () => commands.executeCommand('fixerr.restart'),
} as const;

export type Button = keyof typeof BUTTONS;

/** Shows an error with what may help. */
export function offerHelp(text: string, buttons: readonly Button[]): void {
  void window.showErrorMessage(text, ...buttons).then(button => button && BUTTONS[button]());
}

export class Notices {
  private last: string | undefined;

  /**
   * Shows a failure, unless it is the last one again. The server says a failure twice, in its status and in a message for
   * editors that know no status, so a text that holds the other is the same.
   */
  failure(text: string, buttons: readonly Button[]): void {
    if (this.last !== undefined && (this.last.includes(text) || text.includes(this.last))) {
      return;
    }
    this.last = text;
    offerHelp(text, buttons);
  }

  /** It works; the next failure is news. */
  recovered(): void {
    this.last = undefined;
  }
}
