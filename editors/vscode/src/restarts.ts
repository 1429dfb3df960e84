// How often a server that died is started again.

const MOST = 5;
const WITHIN_MS = 3 * 60 * 1000;

/** A server that dies again and again is left alone, so that it does not keep the machine busy. */
export class Restarts {
  private times: number[] = [];

  /** Whether the server, which has just died, should be started again. */
  mayRestart(now: number): boolean {
    this.times = this.times.filter(time => now - time < WITHIN_MS);
    if (this.times.length >= MOST) {
      return false;
    }
    this.times.push(now);
    return true;
  }
}

export const GAVE_UP = `The server ended more than ${MOST} times within three minutes and is not started again by itself.`;
