// Takes the place of VS Code in the unit tests: as much of it as the modules under test touch. It shows nothing, has no
// settings and no editors; a test puts its own in their place with `mock` of node:test.

const nothing = () => undefined;
const disposable = () => ({ dispose: nothing });
const answer = () => Promise.resolve(undefined);

export class EventEmitter {
  #listeners = new Set();

  event = listener => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(event) {
    for (const listener of this.#listeners) {
      listener(event);
    }
  }

  dispose() {
    this.#listeners.clear();
  }
}

export class CancellationTokenSource {
  #cancelling = new EventEmitter();

  token = { isCancellationRequested: false, onCancellationRequested: this.#cancelling.event };

  cancel() {
    this.token.isCancellationRequested = true;
    this.#cancelling.fire();
  }

  dispose() {
    this.#cancelling.dispose();
  }
}

export class CancellationError extends Error {}

/** The language client refuses older ones. */
export const version = '1.91.0';

export const commands = { executeCommand: answer };
export const env = { openExternal: answer };
export const languages = { getDiagnostics: () => [] };

export const window = {
  get activeTextEditor() {
    return undefined;
  },
  get visibleTextEditors() {
    return [];
  },
  createOutputChannel: () => ({ info: nothing, warn: nothing, error: nothing, debug: nothing, logLevel: 3, onDidChangeLogLevel: disposable }),
  get tabGroups() {
    return { all: [], activeTabGroup: {}, close: answer };
  },
  setStatusBarMessage: disposable,
  showErrorMessage: answer,
  showInformationMessage: answer,
  showTextDocument: answer,
  withProgress: (_options, task) => task(),
};

export const workspace = {
  getConfiguration: () => ({ get: nothing }),
  onDidChangeConfiguration: disposable,
  notebookDocuments: [],
  onDidChangeTextDocument: disposable,
  onDidCloseTextDocument: disposable,
  onDidOpenTextDocument: disposable,
  registerTextDocumentContentProvider: disposable,
};

export const CodeActionKind = {};
export const CodeActionTriggerKind = { Invoke: 1, Automatic: 2 };
export const LogLevel = { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 };
export const ProgressLocation = { SourceControl: 1, Window: 10, Notification: 15 };
export const ViewColumn = { Active: -1, One: 1 };

export const Uri = { from: parts => parts, parse: text => ({ toString: () => text }) };

export class Range {
  constructor(startLine, startCharacter, endLine, endCharacter) {
    this.start = { line: startLine, character: startCharacter };
    this.end = { line: endLine, character: endCharacter };
  }
}

export class WorkspaceEdit {
  replace() {}
}

export class TabInputTextDiff {
  constructor(original, modified) {
    Object.assign(this, { original, modified });
  }
}

// What the language client derives classes of its own from.
export class CallHierarchyItem {}
export class CodeAction {}
export class CodeLens {}
export class CompletionItem {}
export class Diagnostic {}
export class DocumentLink {}
export class InlayHint {}
export class SymbolInformation {}
export class TypeHierarchyItem {}
