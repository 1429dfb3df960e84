// Processes of a test run: started in a group of their own, ended as a group, found by their command line.

import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { until } from './wait.mjs';

/** @typedef {{ pid: number, parent: number, command: string }} Process */

/**
 * Starts a program as the leader of a new process group; what it says goes into a file.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ log: string, cwd?: string, env?: NodeJS.ProcessEnv }} options
 */
export function startGroup(program, args, options) {
    const child = spawn(program, args, {
        cwd: options.cwd,
        env: options.env ?? process.env,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Also when this process is told to end in the middle of a test.
    process.once('exit', () => child.pid !== undefined && signalGroup(child.pid, 'SIGKILL'));
    const log = createWriteStream(options.log, { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    return child;
}

/**
 * Ends a whole group: politely, then by force.
 *
 * @param {import('node:child_process').ChildProcess} leader
 */
export async function endGroup(leader) {
    if (leader.pid === undefined) {
        return;
    }
    const pid = leader.pid;
    signalGroup(pid, 'SIGTERM');
    try {
        await until('the process group ends', () => !isGroupAlive(pid), { limitMs: 10_000 });
    } catch {
        signalGroup(pid, 'SIGKILL');
        await until('the killed process group ends', () => !isGroupAlive(pid));
    }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
    try {
        process.kill(-pid, signal);
    } catch {
        // Nobody is left in it.
    }
}

/** @param {number} pid */
function isGroupAlive(pid) {
    try {
        process.kill(-pid, 0);
        return true;
    } catch {
        return false;
    }
}

/**
 * The processes whose command line holds `part`. Those that ended and were not yet waited for do not count.
 *
 * @param {string} part
 * @returns {Promise<Process[]>}
 */
export async function findProcesses(part) {
    const found = [];
    for (const entry of await readdir('/proc')) {
        if (!/^\d+$/.test(entry) || Number(entry) === process.pid) {
            continue;
        }
        try {
            const command = (await readFile(`/proc/${entry}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
            if (!command.includes(part)) {
                continue;
            }
            // After the name in brackets: state, parent, …
            const [state, parent] = (await readFile(`/proc/${entry}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ');
            if (state !== 'Z') {
                found.push({ pid: Number(entry), parent: Number(parent), command });
            }
        } catch {
            // It ended meanwhile.
        }
    }
    return found;
}
