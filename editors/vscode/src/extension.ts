// Activation: puts the parts together. Nothing here waits.

import { type ExtensionContext, window, workspace } from 'vscode';

import { registerCommands } from './commands';
import { explain } from './commands/asking';
import { isSupported, type Kind } from './languages';
import { Session } from './session';
import { SECTION } from './settings';
import { showStatus } from './statusBar';

let session: Session | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('FixErr', { log: true });
  const folder = context.extensionUri.fsPath;
  const started = (session = new Session(folder, log, explain));
  context.subscriptions.push(
    log,
    showStatus(started),
    ...registerCommands(started, log, folder, context.extension.id),
    workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration(`${SECTION}.serverPath`) && started.condition.kind !== 'idle') {
        void started.restart();
      }
    }),
  );

  // A language can also belong to files that FixErr leaves alone, such as old versions in git: they need no server.
  const startFor = (document: Kind) => {
    if (isSupported(document)) {
      opening.dispose();
      void started.start();
    }
  };
  const opening = workspace.onDidOpenTextDocument(startFor);
  context.subscriptions.push(opening);
  const open = workspace.textDocuments.find(isSupported);
  if (open !== undefined) {
    startFor(open);
  }
}

/** VS Code waits for this when it ends, so that no server stays behind. */
export async function deactivate(): Promise<void> {
  await session?.dispose();
}
