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
  /** The same without Markdown, for a screen reader. */
  readonly label: string;
  readonly isError: boolean;
}

export function appearance(condition: Condition, file: ActiveFile): Appearance {
  // A broken installation is worth knowing of, whatever the language; but who switched FixErr off knows.
  if (!file.isEnabled || condition.kind === 'off') {
    return say('circle-slash', 'is off: the setting `fixerr.enable`.');
  }
  if (file.isLanguageDisabled) {
    return say('circle-slash', `is off for ${file.language}: the setting \`fixerr.disabledLanguages\`.`);
  }
  switch (condition.kind) {
    case 'idle':
    case 'loading':
      return say('loading~spin', 'is loading its model.');
    case 'ready': {
      const { model, device, lastMs } = condition;
      const repair = lastMs === null ? [] : [`Last repair: ${milliseconds(lastMs)}`];
      return say('wand', 'is ready.', `Model: ${model}`, `Device: ${device}`, ...repair);
    }
    case 'failed':
      return { ...say('error', 'cannot repair anything.', condition.reason), isError: true };
  }
}

/** What FixErr does is in Markdown, and so simple that it can do without; the details are plain. */
function say(icon: string, does: string, ...details: string[]): Appearance {
  return {
    text: `$(${icon}) FixErr`,
    tooltip: [`**FixErr** ${does}`, ...details.map(escape)].join('\n\n'),
    label: `FixErr ${does.replaceAll('`', '')} ${details.join(', ')}`.trim(),
    isError: false,
  };
}

function milliseconds(time: number): string {
  return time < 10 ? `${time.toFixed(1)} ms` : `${Math.round(time)} ms`;
}

/** Text as Markdown shows it letter by letter. */
function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-!<>~|$]/g, '\\$&').replace(/\r?\n/g, '\n\n');
}
