// `fixerr.fixLine` and `fixerr.fixSelection`: the best fix, at once.

import { Range, type Selection } from 'vscode';

import { apply, bestFixFor, checkUnchanged, shortTitle } from '../fixes';
import { isDisabled, languageName } from '../languages';
import type { Session } from '../session';
import { disabledLanguages } from '../settings';
import { asking, editorToRepair, tell } from './asking';

export function fixLine(session: Session): Promise<void> {
  return fix(session, selection => new Range(selection.active, selection.active));
}

export function fixSelection(session: Session): Promise<void> {
  return fix(session, selection => selection);
}

async function fix(session: Session, rangeOf: (selection: Selection) => Range): Promise<void> {
  const editor = editorToRepair();
  if (editor === undefined) {
    return;
  }
  const { document } = editor;
  const { version } = document;
  const range = rangeOf(editor.selection);
  await asking('FixErr is looking for a fix', async token => {
    const client = await session.ready(token);
    checkUnchanged(document, version);
    const best = await bestFixFor(client, document, range, token);
    void session.refresh();
    if (token.isCancellationRequested) {
      return;
    }
    if (best === undefined) {
      const { languageId } = document;
      const isOff = isDisabled(languageId, disabledLanguages(document));
      tell(isOff ? `FixErr is off for ${languageName(languageId)}` : 'FixErr has nothing to offer here');
      return;
    }
    await apply(client, document, version, best);
    tell(`FixErr: ${shortTitle(best)}`);
  });
}
