// What the tests share: one code-server for all, and for each test a browser, a folder, settings and a window of its own.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startBrowser, freshPage } from './browser.mjs';
import { CodeServer } from './code_server.mjs';
import { collect } from './evidence.mjs';
import { surroundings } from './options.mjs';
import { until } from './wait.mjs';
import { Window } from './window.mjs';

/** More than a test takes on a machine that does other things too. */
const TEST_LIMIT_MS = 240_000;

/** @typedef {{ width?: number, height?: number, scale?: number }} Size */

/**
 * @typedef {object} Setting What a test starts with.
 * @property {Record<string, string>} [files] Texts by name; they are written into the test's folder.
 * @property {string} [folder] The folder's name.
 * @property {(folder: string) => Promise<void>} [arrange] Does with the folder what else there is to do before it is opened.
 * @property {string} [open] The file to open.
 * @property {import('./code_server.mjs').Settings} [settings] The user's settings.
 * @property {Size} [size] Of the window.
 */

/**
 * The stage of one test.
 *
 * @typedef {object} Stage
 * @property {Window} window The first window, opened on `folder`.
 * @property {string} folder
 * @property {CodeServer} server
 * @property {(name: string) => Promise<string>} read Reads a file of the folder.
 * @property {(folder: string, file: string) => Promise<Window>} openWindow Opens another window.
 * @property {(settings: import('./code_server.mjs').Settings) => Promise<void>} change Replaces the user's settings.
 */

/** @type {CodeServer} */
let server;
/** @type {string} */
let browserPath;
/** @type {string} */
let root;

export function startAll() {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
        process.once(signal, () => process.exit(1));
    }
    before(async () => {
        const { codeServer, chromium, vsix } = surroundings();
        root = await mkdtemp(path.join(tmpdir(), 'fixerr-vscode-'));
        server = new CodeServer(codeServer, path.join(root, 'server'));
        await server.install(vsix);
        await server.start();
        browserPath = chromium;
    }, { timeout: TEST_LIMIT_MS });
    after(async () => {
        await server?.stop();
        if (root) {
            await rm(root, { recursive: true, force: true });
        }
    }, { timeout: TEST_LIMIT_MS });
}

/**
 * A test in a window of VS Code. When it fails, what was on the screen and in the logs is kept, and the message says where.
 * When it ends, its windows are closed, and no language server may outlive them.
 *
 * @param {string} title
 * @param {Setting} setting
 * @param {(stage: Stage) => Promise<void>} body
 */
export function scenario(title, setting, body) {
    test(title, { timeout: TEST_LIMIT_MS }, async () => {
        const browser = await startBrowser(browserPath);
        try {
            await play(title, setting, browser, body);
        } finally {
            await browser.close();
        }
        await noServersLeft();
    });
}

/**
 * @param {string} title
 * @param {Setting} setting
 * @param {import('playwright-core').Browser} browser
 * @param {(stage: Stage) => Promise<void>} body
 */
async function play(title, setting, browser, body) {
    /** @type {Window[]} */
    const windows = [];
    const stage = await prepare(setting, browser, windows);
    try {
        await stage.window.open(server.url, stage.folder, setting.open);
        await body(stage);
    } catch (error) {
        const { folder, seen } = await collect(title, windows, await server.logs());
        const text = error instanceof Error ? error.message : String(error);
        throw new Error(`${text}\n(what was on the screen: ${seen}\nmore of it, and the logs: ${folder})`, { cause: error });
    } finally {
        await Promise.all(windows.map((window) => window.close()));
    }
}

/** Waits until the language servers of closed windows are gone. */
async function noServersLeft() {
    await until('the language servers of closed windows end', async () => (await server.servers()).length === 0, {
        seen: () => server.servers(),
    });
}

let count = 0;

/**
 * @param {Setting} setting
 * @param {import('playwright-core').Browser} browser
 * @param {Window[]} windows Windows that are opened are added here.
 * @returns {Promise<Stage>}
 */
async function prepare(setting, browser, windows) {
    const folder = path.join(root, `test-${(count += 1)}`, setting.folder ?? 'project');
    for (const [name, text] of Object.entries(setting.files ?? {})) {
        await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
        await writeFile(path.join(folder, name), text);
    }
    await mkdir(folder, { recursive: true });
    await setting.arrange?.(folder);
    await server.setSettings(setting.settings ?? {});
    const newWindow = async () => {
        const window = new Window(await freshPage(browser, setting.size));
        windows.push(window);
        return window;
    };
    return {
        window: await newWindow(),
        folder,
        server,
        read: (name) => readFile(path.join(folder, name), 'utf8'),
        openWindow: async (other, file) => {
            const window = await newWindow();
            await window.open(server.url, other, file);
            return window;
        },
        change: (settings) => server.setSettings(settings),
    };
}

/**
 * Fails unless the file holds the text; waits for it first, because VS Code writes after it has shown that it did.
 *
 * @param {Stage} stage
 * @param {string} name
 * @param {string} expected
 */
export async function fileBecomes(stage, name, expected) {
    await until(`${name} holds the expected text`, async () => (await stage.read(name)) === expected, { limitMs: 10_000 }).catch(() => undefined);
    assert.equal(await stage.read(name), expected);
}
