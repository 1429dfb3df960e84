// The commands by their ids.

import { commands, type LogOutputChannel } from 'vscode';

import type { Session } from '../session';
import { Doctor } from './doctor';
import { fixFile } from './fixFile';
import { fixLine, fixSelection } from './fixLines';
import { showCandidates } from './showCandidates';
import { showMenu } from './showMenu';
import { toggleLanguage } from './toggleLanguage';

export function registerCommands(session: Session, log: LogOutputChannel, extensionFolder: string, id: string): { dispose(): unknown }[] {
  const doctor = new Doctor(extensionFolder);
  const actions: Record<string, () => unknown> = {
    fixLine: () => fixLine(session),
    fixSelection: () => fixSelection(session),
    fixFile: () => fixFile(session),
    showCandidates: () => showCandidates(session),
    toggleLanguage,
    restart: () => session.restart(),
    showLog: () => {
      log.show();
    },
    openSettings: () => commands.executeCommand('workbench.action.openSettings', `@ext:${id}`),
    doctor: () => doctor.run(session),
    showMenu: () => showMenu(session),
  };
  const registered = Object.entries(actions).map(([name, run]) => commands.registerCommand(`fixerr.${name}`, run));
  return [...registered, doctor];
}
