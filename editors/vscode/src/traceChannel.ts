// Where the client writes the messages that it exchanges with the server, if `fixerr.trace.server` says so.

import { type Disposable, EventEmitter, LogLevel, type LogOutputChannel, type ViewColumn, workspace } from 'vscode';

import { isTracing, SECTION } from './settings';

/**
 * The log, in a form that makes the setting count. The client traces only while its channel's level is `Trace`, which no
 * setting can bring about and which would hide other people's levels; here the level is what the setting says.
 */
export class TraceChannel implements LogOutputChannel {
  private readonly changed = new EventEmitter<LogLevel>();
  private readonly watching: Disposable;

  readonly onDidChangeLogLevel = this.changed.event;
  readonly name: string;

  constructor(private readonly log: LogOutputChannel) {
    this.name = log.name;
    this.watching = workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration(`${SECTION}.trace`)) {
        this.changed.fire(this.logLevel);
      }
    });
  }

  get logLevel(): LogLevel {
    return isTracing() ? LogLevel.Trace : LogLevel.Info;
  }

  trace(message: string): void {
    this.log.info(message);
  }

  debug(message: string): void {
    this.log.debug(message);
  }

  info(message: string): void {
    this.log.info(message);
  }

  warn(message: string): void {
    this.log.warn(message);
  }

  error(message: string | Error): void {
    this.log.error(message);
  }

  append(value: string): void {
    this.log.append(value);
  }

  appendLine(value: string): void {
    this.log.appendLine(value);
  }

  replace(value: string): void {
    this.log.replace(value);
  }

  clear(): void {
    this.log.clear();
  }

  show(column?: ViewColumn | boolean, preserveFocus?: boolean): void {
    this.log.show(typeof column === 'boolean' ? column : preserveFocus);
  }

  hide(): void {
    this.log.hide();
  }

  dispose(): void {
    this.watching.dispose();
    this.changed.dispose();
  }
}
