// The language client: what it tells the server and how it takes what the server tells.

import * as readline from 'node:readline';

import {
  CancellationError,
  type CodeActionContext,
  CodeActionTriggerKind,
  type LogOutputChannel,
  type Range,
  type TextDocument,
} from 'vscode';
import {
  type ClientCapabilities,
  CloseAction,
  ErrorAction,
  LanguageClient,
  MessageType,
  RevealOutputChannelOn,
  ShowMessageNotification,
  type StaticFeature,
} from 'vscode-languageclient/node';

import { diagnosticsOn } from './diagnostics';
import type { Server } from './findServer';
import { OutOfDate } from './fixes';
import { DOCUMENT_SELECTOR } from './languages';
import { parseLogLine } from './logLine';
import { SECTION, serversPart } from './settings';
import type { ServerStatus } from './status';

export const STATUS = 'fixerr/status';

export interface ClientEvents {
  onStatus(status: ServerStatus): void;
  /** The server complains to the user. */
  onComplaint(text: string): void;
  /** The server answered a request for code actions. */
  onAnswered(): void;
  /** A quick fix that the user chose came to nothing. */
  onUnresolved(error: unknown): void;
  /** The server is gone; whether it should be started again. */
  onClosed(): boolean;
}

export interface ClientPlaces {
  readonly server: Server;
  readonly extensionFolder: string;
  readonly log: LogOutputChannel;
  readonly trace: LogOutputChannel;
}

export function createClient({ server, extensionFolder, log, trace }: ClientPlaces, events: ClientEvents): LanguageClient {
  const client = new QuietClient(
    SECTION,
    'FixErr',
    // Never the workspace: what lies there must not be taken for the model.
    { command: server.program, options: { cwd: extensionFolder } },
    {
      documentSelector: DOCUMENT_SELECTOR,
      outputChannel: log,
      traceOutputChannel: trace,
      // A repair that fails stands in the log and in the status bar; a message for each movement of the cursor would be too much.
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      stdioOptions: {
        stdout: () => undefined,
        stderr: stream => {
          readline.createInterface({ input: stream, crlfDelay: Infinity }).on('line', line => {
            const { level, text } = parseLogLine(line);
            log[level](text);
          });
        },
      },
      errorHandler: {
        // A client that shut itself down would stay and look ready. When the connection is gone, `closed` decides.
        error: error => {
          log.warn(`The connection to the server: ${error.message}`);
          return { action: ErrorAction.Continue, handled: true };
        },
        closed: () => ({
          action: events.onClosed() ? CloseAction.Restart : CloseAction.DoNotRestart,
          handled: true,
        }),
      },
      // The session says what went wrong, with buttons.
      initializationFailedHandler: error => {
        log.error(`The server could not be set up: ${String(error)}`);
        return false;
      },
      middleware: {
        workspace: {
          configuration: async (params, token, next) => {
            const answers = await next(params, token);
            return Array.isArray(answers)
              ? answers.map((answer, at) => (params.items[at]?.section === SECTION ? serversPart(answer) : answer) as unknown)
              : answers;
          },
          // Says that something changed. The server asks for what it needs, also for single folders.
          didChangeConfiguration: async (_sections, next) => {
            if (client.isRunning()) {
              await next(undefined);
            }
          },
        },
        provideCodeActions: async (document, range, context, token, next) => {
          const actions = await next(document, range, withNearby(document, range, context), token);
          events.onAnswered();
          return actions;
        },
        resolveCodeAction: async (action, token, next) => {
          try {
            return await next(action, token);
          } catch (error) {
            if (!token.isCancellationRequested) {
              // When nobody gave up waiting, that is how the client says that the file has changed.
              events.onUnresolved(error instanceof CancellationError ? new OutOfDate() : error);
            }
            throw error;
          }
        },
      },
    },
  );
  client.registerFeature(new StatusFeature());
  client.onNotification(STATUS, (status: ServerStatus) => {
    events.onStatus(status);
  });
  client.onNotification(ShowMessageNotification.type, ({ type, message }) => {
    if (type === MessageType.Error) {
      events.onComplaint(message);
    } else {
      log.info(message);
    }
  });
  return client;
}

/** Logs what goes wrong. The session tells the user what came of it, once and with buttons. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/**
 * When the user asks somewhere on a line, what others complain of on that line is told along, though it stands elsewhere on it:
 * the whole line is repaired, and the model makes use of the message.
 */
function withNearby(document: TextDocument, range: Range, context: CodeActionContext): CodeActionContext {
  return context.triggerKind === CodeActionTriggerKind.Invoke && context.diagnostics.length === 0
    ? { ...context, diagnostics: diagnosticsOn(document, range) }
    : context;
}

/** Asks for notifications of the server's state. */
class StatusFeature implements StaticFeature {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.experimental = { ...(capabilities.experimental as object | undefined), fixerrStatus: true };
  }

  initialize(): void {
    // The notifications are handled from the start.
  }

  getState(): { kind: 'static' } {
    return { kind: 'static' };
  }

  clear(): void {
    // Nothing is kept.
  }
}
