// Shows what a document would be with a fix, as a difference to what it is.

import {
  type Disposable,
  EventEmitter,
  languages,
  Range,
  TabInputTextDiff,
  type TextDocument,
  Uri,
  ViewColumn,
  commands,
  window,
  workspace,
} from 'vscode';

export const CANDIDATE_SCHEME = 'fixerr-candidate';

/** One difference, in a tab of its own whose right side can be exchanged. */
export class Preview {
  private readonly changed = new EventEmitter<Uri>();
  private readonly provider: Disposable;
  private readonly uri: Uri;
  /** The document is looked at in a difference of someone else's, such as that of source control. */
  private readonly isInDiff: boolean;
  private text: string;
  private opening: Promise<void> | undefined;

  constructor(private readonly document: TextDocument) {
    this.text = document.getText();
    const input = window.tabGroups.activeTabGroup.activeTab?.input;
    this.isInDiff = input instanceof TabInputTextDiff && !isCandidate(input);
    // The name keeps its ending, by which VS Code knows the language.
    this.uri = Uri.from({ scheme: CANDIDATE_SCHEME, path: `/${document.uri.path.replace(/^\/+/, '')}` });
    this.provider = workspace.registerTextDocumentContentProvider(CANDIDATE_SCHEME, {
      onDidChange: this.changed.event,
      provideTextDocumentContent: () => this.text,
    });
  }

  /** Shows a text beside the document; what has the focus keeps it. */
  async show(text: string, line: number): Promise<void> {
    this.text = text;
    this.changed.fire(this.uri);
    await (this.opening ??= this.open(line));
  }

  /** Goes back to the document and takes the tab away. */
  async close(column: ViewColumn | undefined): Promise<void> {
    // A tab that is still being opened would stay.
    await this.opening?.catch(() => undefined);
    // First the document: once the tab is gone, the focus is nobody's but the user's. A difference comes back by itself; the
    // document would be opened beside it.
    if (!this.document.isClosed && !this.isInDiff) {
      await window.showTextDocument(this.document, { viewColumn: column ?? ViewColumn.Active });
    }
    const tabs = window.tabGroups.all
      .flatMap(group => group.tabs)
      .filter(({ input }) => input instanceof TabInputTextDiff && isCandidate(input));
    await window.tabGroups.close(tabs);
    this.provider.dispose();
    this.changed.dispose();
  }

  private async open(line: number): Promise<void> {
    const candidate = await workspace.openTextDocument(this.uri);
    if (candidate.languageId !== this.document.languageId) {
      await languages.setTextDocumentLanguage(candidate, this.document.languageId);
    }
    const name = this.document.uri.path.split('/').pop() ?? '';
    await commands.executeCommand('vscode.diff', this.document.uri, this.uri, `${name}: FixErr's candidate`, {
      preserveFocus: true,
      // A tab in preview would take the place of another one in preview, such as the document's own.
      preview: false,
      selection: new Range(line, 0, line, 0),
    });
  }
}

function isCandidate({ modified }: TabInputTextDiff): boolean {
  return modified.scheme === CANDIDATE_SCHEME;
}
