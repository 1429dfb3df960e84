// `fixerr.doctor`: what `fixerr-server doctor` says, in a document that can be copied from.

import { execFile } from 'node:child_process';

import { type Disposable, EventEmitter, ProgressLocation, Uri, window, workspace } from 'vscode';

import type { Server } from '../findServer';
import type { Session } from '../session';
import { modelArguments } from '../settings';

const SCHEME = 'fixerr-doctor';
const REPORT = Uri.from({ scheme: SCHEME, path: '/FixErr: installation' });
const PATIENCE_MS = 120_000;

/** Holds the report. One document, so that a second look takes the place of the first. */
export class Doctor {
  private readonly changed = new EventEmitter<Uri>();
  private readonly provider: Disposable;
  private report = '';

  constructor(private readonly extensionFolder: string) {
    this.provider = workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: this.changed.event,
      provideTextDocumentContent: () => this.report,
    });
  }

  async run(session: Session): Promise<void> {
    const options = { location: ProgressLocation.Window, title: 'FixErr checks the installation' };
    this.report = await window.withProgress(options, () => this.examine(session));
    this.changed.fire(REPORT);
    await window.showTextDocument(await workspace.openTextDocument(REPORT), { preview: true });
  }

  dispose(): void {
    this.provider.dispose();
    this.changed.dispose();
  }

  private async examine(session: Session): Promise<string> {
    try {
      const server = await session.find();
      const words = ['doctor', ...modelArguments()];
      return `${server.program} ${words.join(' ')}\n(${server.foundBy})\n\n${await this.ask(server, words)}`;
    } catch (error) {
      return `${error instanceof Error ? error.message : String(error)}\n`;
    }
  }

  private ask(server: Server, words: readonly string[]): Promise<string> {
    return new Promise(resolve => {
      // As the language server is run; its report is worth reading whatever its exit status.
      const options = { cwd: this.extensionFolder, timeout: PATIENCE_MS, windowsHide: true };
      execFile(server.program, words, options, (error, stdout, stderr) => {
        const failure = stdout === '' && error !== null ? `It could not be run: ${error.message}\n` : '';
        resolve([stdout, stderr, failure].filter(part => part !== '').join('\n'));
      });
    });
  }
}
