// Asks the server for fixes, and makes them.

import {
  type CancellationToken,
  type Diagnostic,
  type Range,
  type TextDocument,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  CodeActionRequest,
  CodeActionResolveRequest,
  CodeActionTriggerKind,
  type LanguageClient,
  type TextEdit,
} from 'vscode-languageclient/node';

import { diagnosticsOn } from './diagnostics';
import { editsOf, versionOf } from './edits';
import { checkRefused } from './refusal';

/** One way to repair some lines. */
export interface Fix {
  /** What it changes, for people. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** How likely it is, from 0 to 1, if the server said so. */
  readonly confidence: number | undefined;
  /** How likely it is that nothing is wrong, from 0 to 1, if the server said so. */
  readonly unchanged: number | undefined;
}

/** The document has changed since the fix was looked for. */
export class OutOfDate extends Error {}

/** Throws if a document is no longer what it was in a version: lines that were read then may be others now. */
export function checkUnchanged(document: TextDocument, version: number): void {
  if (document.isClosed || document.version !== version) {
    throw new OutOfDate();
  }
}

/** All fixes for some lines, best first. */
export async function fixesFor(
  client: LanguageClient,
  document: TextDocument,
  range: Range,
  token: CancellationToken,
): Promise<Fix[]> {
  const ask = () => quickFixes(client, document, range, diagnosticsOn(document, range), token);
  const found = await ask();
  const putOff = found.find(isPutOff);
  if (putOff === undefined) {
    return found.flatMap(action => fixOf(action, document, client));
  }
  // The server has answered before it was done, and names one entry for all fixes. Waiting for that one's edit also makes the
  // server remember the others.
  const best = await resolve(client, putOff, token);
  const again = await ask();
  return (again.some(isPutOff) ? [best] : again).flatMap(action => fixOf(action, document, client));
}

/** The best fix for some lines, without waiting for the others. */
export async function bestFixFor(
  client: LanguageClient,
  document: TextDocument,
  range: Range,
  token: CancellationToken,
  diagnostics = diagnosticsOn(document, range),
): Promise<Fix | undefined> {
  const [best] = await quickFixes(client, document, range, diagnostics, token);
  if (best === undefined) {
    return undefined;
  }
  const action = isPutOff(best) ? await resolve(client, best, token) : best;
  return fixOf(action, document, client)[0];
}

/** Makes a fix, as one step of undoing. */
export async function apply(client: LanguageClient, document: TextDocument, version: number, fix: Fix): Promise<void> {
  checkUnchanged(document, version);
  const edit = new WorkspaceEdit();
  for (const { range, newText } of fix.edits) {
    edit.replace(document.uri, client.protocol2CodeConverter.asRange(range), newText);
  }
  if (!(await workspace.applyEdit(edit))) {
    throw new OutOfDate();
  }
}

/** A title without the name that it begins with in menus of several extensions. */
export function shortTitle(fix: Fix): string {
  return fix.title.replace(/^FixErr: /, '');
}

async function quickFixes(
  client: LanguageClient,
  document: TextDocument,
  range: Range,
  diagnostics: readonly Diagnostic[],
  token: CancellationToken,
): Promise<CodeAction[]> {
  const { code2ProtocolConverter: converter } = client;
  const params: CodeActionParams = {
    textDocument: converter.asTextDocumentIdentifier(document),
    range: converter.asRange(range),
    context: {
      diagnostics: await converter.asDiagnostics([...diagnostics]),
      only: [CodeActionKind.QuickFix],
      triggerKind: CodeActionTriggerKind.Invoked,
    },
  };
  const answer = (await client.sendRequest(CodeActionRequest.type, params, token)) ?? [];
  checkRefused(answer.filter((action): action is CodeAction => 'disabled' in action));
  return answer.filter((action): action is CodeAction => 'edit' in action || 'data' in action);
}

function isPutOff(action: CodeAction): boolean {
  return action.edit === undefined;
}

function resolve(client: LanguageClient, action: CodeAction, token: CancellationToken): Promise<CodeAction> {
  return client.sendRequest(CodeActionResolveRequest.type, action, token);
}

function fixOf(action: CodeAction, document: TextDocument, client: LanguageClient): Fix[] {
  if (action.edit === undefined) {
    return [];
  }
  const uri = client.code2ProtocolConverter.asUri(document.uri);
  checkUnchanged(document, versionOf(action.edit, uri) ?? document.version);
  const edits = editsOf(action.edit, uri);
  const { confidence, unchanged } = (action.data ?? {}) as { confidence?: number; unchanged?: number };
  return edits.length === 0 ? [] : [{ title: action.title, edits, confidence, unchanged }];
}
