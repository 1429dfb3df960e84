// How FixErr is, and how the status bar says it.

/** What `fixerr/status` says. */
export interface ServerStatus {
  readonly state: 'loading' | 'ready' | 'failed' | 'off';
  readonly model: string | null;
  readonly device: string | null;
  readonly message: string | null;
  readonly lastMs: number | null;
}

export type Condition =
  /** No file has needed the server yet. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly model: string; readonly device: string; readonly lastMs: number | null }
  /** Switched off by `fixerr.enable`. */
  | { readonly kind: 'off' }
  | { readonly kind: 'failed'; readonly reason: string };

export function conditionOf(status: ServerStatus): Condition {
  switch (status.state) {
    case 'ready':
      return {
        kind: 'ready',
        model: status.model ?? 'unknown',
        device: status.device ?? 'unknown',
        lastMs: status.lastMs,
      };
    case 'failed':
      return { kind: 'failed', reason: status.message ?? 'the server does not say why' };
    case 'loading':
    case 'off':
      return { kind: status.state };
  }
}

/** What of the active file matters. */
export interface ActiveFile {
  /** The language's name for people. */
  readonly language: string;
  readonly isLanguageDisabled: boolean;
  readonly isEnabled: boolean;
}

export interface Appearance {
  readonly text: string;
  /** In Markdown. */
  readonly tooltip: string;
  readonly isError: boolean;
}

export function appearance(condition: Condition, file: ActiveFile): Appearance {
  const plain = (icon: string, tooltip: string) => ({ text: `$(${icon}) FixErr`, tooltip, isError: false });
  // A broken installation is worth knowing of, whatever the language; but who switched FixErr off knows.
  if (!file.isEnabled || condition.kind === 'off') {
    return plain('circle-slash', '**FixErr** is off: the setting `fixerr.enable`.');
  }
  if (file.isLanguageDisabled) {
    return plain('circle-slash', `**FixErr** is off for ${file.language}: the setting \`fixerr.disabledLanguages\`.`);
  }
  switch (condition.kind) {
    case 'idle':
    case 'loading':
      return plain('loading~spin', '**FixErr** is loading its model.');
    case 'ready': {
      const repair = condition.lastMs === null ? '' : `\n\nLast repair: ${milliseconds(condition.lastMs)}`;
      const { model, device } = condition;
      return plain('wand', `**FixErr** is ready.\n\nModel: ${escape(model)}\n\nDevice: ${escape(device)}${repair}`);
    }
    case 'failed':
      return {
        text: '$(error) FixErr',
        tooltip: `**FixErr** cannot repair anything.\n\n${escape(condition.reason)}`,
        isError: true,
      };
  }
}

function milliseconds(time: number): string {
  return time < 10 ? `${time.toFixed(1)} ms` : `${Math.round(time)} ms`;
}

/** Text as Markdown shows it letter by letter. */
function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-!<>~|$]/g, '\\$&').replace(/\r?\n/g, '\n\n');
}
