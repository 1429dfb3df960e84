// `fixerr.toggleLanguage`: off for the active file's language, or on again.

import { commands, ConfigurationTarget, window, workspace } from 'vscode';

import { isDisabled, languageList, languageName, toggled } from '../languages';
import { disabledLanguages, SECTION } from '../settings';
import { editorToRepair, tell } from './asking';

const KEY = 'disabledLanguages';

export async function toggleLanguage(): Promise<void> {
  const document = editorToRepair()?.document;
  if (document === undefined) {
    return;
  }
  const { languageId } = document;
  const wasOff = isDisabled(languageId, disabledLanguages(document));
  const configuration = workspace.getConfiguration(SECTION, document);
  const users = languageList(configuration.inspect(KEY)?.globalValue);
  // The user's own list may already say it, where a workspace says otherwise.
  if (isDisabled(languageId, users) === wasOff) {
    await configuration.update(KEY, toggled(languageId, users), ConfigurationTarget.Global);
  }
  const language = languageName(languageId);
  if (isDisabled(languageId, disabledLanguages(document)) !== wasOff) {
    tell(`FixErr is ${wasOff ? 'on' : 'off'} for ${language}`);
    return;
  }
  const open = 'Open Workspace Settings';
  const text = `FixErr stays ${wasOff ? 'off' : 'on'} for ${language}: this workspace has its own fixerr.${KEY}, which beats yours.`;
  if ((await window.showWarningMessage(text, open)) === open) {
    await commands.executeCommand('workbench.action.openWorkspaceSettings', `${SECTION}.${KEY}`);
  }
}
