// The server's life: found, started, watched, started again, stopped.

import { homedir } from 'node:os';

import { CancellationError, type CancellationToken, EventEmitter, type LogOutputChannel } from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';

import { createClient, STATUS } from './client';
import { findServer, type Server } from './findServer';
import { Notices } from './notices';
import { GAVE_UP, Restarts } from './restarts';
import { serverPath } from './settings';
import { type Condition, conditionOf, type ServerStatus } from './status';
import { TraceChannel } from './traceChannel';

/** There is no server that could be asked; the message says why. */
export class Unavailable extends Error {}

export class Session {
  private readonly changed = new EventEmitter<Condition>();
  private readonly notices = new Notices();
  private readonly trace: TraceChannel;
  private now: Condition = { kind: 'idle' };
  private client: LanguageClient | undefined;
  /** Starts and stops come one after the other. */
  private queue: Promise<void> = Promise.resolve();
  private isRefreshing = false;
  private restarts = new Restarts();
  /** Since it was last started by hand, the server has been there. */
  private hasWorked = false;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly extensionFolder: string,
    private readonly log: LogOutputChannel,
    /** Tells the user why there is no answer. */
    private readonly explain: (error: unknown) => void,
  ) {
    this.trace = new TraceChannel(log);
  }

  get condition(): Condition {
    return this.now;
  }

  /** The server that would be started now. */
  find(): Promise<Server> {
    return findServer({
      configured: serverPath(),
      extensionFolder: this.extensionFolder,
      home: homedir(),
      searchPath: process.env.PATH ?? '',
      isWindows: process.platform === 'win32',
    });
  }

  start(): Promise<void> {
    return this.enqueue(() => this.startNow());
  }

  restart(): Promise<void> {
    return this.enqueue(async () => {
      // Who asks for it wants an answer, also if that is the same failure again.
      this.notices.recovered();
      await this.stopNow();
      this.restarts = new Restarts();
      this.hasWorked = false;
      await this.startNow();
    });
  }

  async dispose(): Promise<void> {
    await this.enqueue(() => this.stopNow());
    this.trace.dispose();
    this.changed.dispose();
  }

  /** The client of a server that can repair, as soon as there is one. */
  async ready(token: CancellationToken): Promise<LanguageClient> {
    await this.start();
    await this.settled(token);
    if (token.isCancellationRequested) {
      throw new CancellationError();
    }
    const { now, client } = this;
    if (now.kind === 'ready' && client !== undefined) {
      return client;
    }
    throw new Unavailable(
      now.kind === 'failed'
        ? `FixErr cannot repair anything: ${now.reason}`
        : now.kind === 'off'
          ? 'FixErr is off: the setting fixerr.enable.'
          : 'FixErr is still being started.',
    );
  }

  /** Asks for the state, of which a change of the last repair's time is not told. */
  async refresh(): Promise<void> {
    const client = this.client;
    if (this.isRefreshing || client?.isRunning() !== true) {
      return;
    }
    this.isRefreshing = true;
    try {
      const status = await client.sendRequest<ServerStatus>(STATUS);
      if (this.client === client) {
        this.take(status);
      }
    } catch (error) {
      this.log.debug(`The server did not say how it is: ${String(error)}`);
    } finally {
      this.isRefreshing = false;
    }
  }

  private settled(token: CancellationToken): Promise<void> {
    const isSettled = () => this.now.kind !== 'idle' && this.now.kind !== 'loading';
    if (isSettled() || token.isCancellationRequested) {
      return Promise.resolve();
    }
    return new Promise(resolve => {
      const done = () => {
        watching.dispose();
        cancelling.dispose();
        resolve();
      };
      const watching = this.onDidChange(() => {
        if (isSettled()) {
          done();
        }
      });
      const cancelling = token.onCancellationRequested(done);
    });
  }

  private enqueue(step: () => Promise<void>): Promise<void> {
    // One that failed must not keep the others from running.
    this.queue = this.queue.catch(() => undefined).then(step);
    return this.queue;
  }

  private async startNow(): Promise<void> {
    if (this.client !== undefined) {
      return;
    }
    this.set({ kind: 'loading' });
    let server: Server;
    try {
      server = await this.find();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.log.error(reason);
      this.set({ kind: 'failed', reason });
      this.notices.failure(reason, ['Open Settings', 'How to Install']);
      return;
    }
    this.log.info(`Starting ${server.program} (${server.foundBy})`);
    this.run(server);
  }

  private run(server: Server): void {
    const { extensionFolder, log, trace } = this;
    const isCurrent = () => this.client === client;
    const giveUp = (reason: string) => {
      this.client = undefined;
      this.set({ kind: 'failed', reason });
      this.notices.failure(reason, ['Restart', 'Show Log', 'Open Settings']);
    };
    const client = createClient({ server, extensionFolder, log, trace }, {
      onStatus: status => {
        if (isCurrent()) {
          this.take(status);
        }
      },
      onComplaint: text => {
        this.complain(text);
      },
      onAnswered: () => void this.refresh(),
      onUnresolved: this.explain,
      // The client starts a server again that was there and died.
      onClosed: () => {
        if (!isCurrent() || !this.hasWorked) {
          return false;
        }
        const again = this.restarts.mayRestart(Date.now());
        if (!again) {
          giveUp(GAVE_UP);
        }
        return again;
      },
    });
    let isFirstStart = true;
    client.onDidChangeState(({ newState }) => {
      if (!isCurrent()) {
        return;
      }
      if (newState === State.Starting) {
        this.set({ kind: 'loading' });
      } else if (newState === State.Running) {
        this.hasWorked = true;
      } else if (newState === State.StartFailed && !isFirstStart) {
        // It died again before it could be used, which ends this client.
        if (this.restarts.mayRestart(Date.now())) {
          this.client = undefined;
          void this.start();
        } else {
          giveUp(GAVE_UP);
        }
      }
    });
    this.client = client;
    // Not waited for: a server that does not answer must not hold up the command that restarts it.
    client
      .start()
      .catch((error: unknown) => {
        log.error(`The server could not be started: ${error instanceof Error ? error.message : String(error)}`);
        if (isCurrent()) {
          giveUp(`${server.program} could not be started, or ended at once. The log says more.`);
        }
      })
      .finally(() => {
        isFirstStart = false;
      });
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.set({ kind: 'idle' });
    if (client === undefined) {
      return;
    }
    if (!client.isRunning()) {
      // A server that has not answered yet cannot be asked to end.
      client.serverProcess?.kill();
      return;
    }
    try {
      await client.dispose();
    } catch (error) {
      // The client ends the process itself when it does not go.
      this.log.warn(`The server did not stop when it was asked to: ${String(error)}`);
    }
  }

  private take(status: ServerStatus): void {
    const condition = conditionOf(status);
    this.set(condition);
    if (condition.kind === 'ready') {
      this.notices.recovered();
    } else if (condition.kind === 'failed') {
      this.complain(`FixErr cannot repair anything: ${condition.reason}`);
    }
  }

  private complain(text: string): void {
    this.notices.failure(text, ['Open Settings', 'Show Log', 'Restart']);
  }

  private set(condition: Condition): void {
    this.now = condition;
    this.changed.fire(condition);
  }
}
