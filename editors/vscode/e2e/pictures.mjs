// Takes the README's pictures of the extension at work.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freshPage, startBrowser } from './lib/browser.mjs';
import { cart, comparison, loop } from './lib/cases.mjs';
import { CodeServer } from './lib/code_server.mjs';
import { surroundings } from './lib/options.mjs';
import { until } from './lib/wait.mjs';
import { Window } from './lib/window.mjs';

/** Nothing on the screen that is not about the picture. */
const SETTINGS = {
    'workbench.activityBar.location': 'hidden',
    'workbench.layoutControl.enabled': false,
    'window.commandCenter': false,
    'breadcrumbs.enabled': false,
    'editor.fontSize': 14,
    'editor.fontFamily': "'JetBrains Mono', 'DejaVu Sans Mono', monospace",
    'editor.fontLigatures': false,
    'editor.scrollbar.vertical': 'hidden',
    'editor.scrollbar.horizontal': 'hidden',
    'editor.overviewRulerBorder': false,
    'editor.hideCursorInOverviewRuler': true,
    'editor.occurrencesHighlight': 'off',
    'editor.stickyScroll.enabled': false,
    'problems.decorations.enabled': false,
};

/**
 * Nicer letters, where Debian's fonts-inter is installed (and fonts-jetbrains-mono, above), and no items of the status bar that
 * stand for the browser.
 */
const STYLE = `
    .monaco-workbench { font-family: Inter, system-ui, sans-serif !important; }
    .statusbar-item[id="status.host"], .statusbar-item[id*="status.forwardedPorts"], .statusbar-item[id*="keyboardLayout"],
    .statusbar-item[id="status.notifications"], .statusbar-item[id*="restartExtensionHost"] { display: none !important; }
`;

/** @typedef {(window: Window, save: (options?: import('playwright-core').PageScreenshotOptions) => Promise<void>) => Promise<void>} Scene */

/** @type {Record<string, { file: { name: string, text: string }, play: Scene }>} */
const SCENES = {
    'menu.png': {
        file: loop,
        play: async (window, save) => {
            await window.goTo(loop.line, 9);
            await window.codeActions.open();
            await save();
        },
    },
    'candidates.png': {
        file: comparison,
        play: async (window, save) => {
            await window.goTo(comparison.line);
            await window.command('FixErr: Show Other Candidates…');
            const best = comparison.mended.split('\n')[comparison.line - 1].trim();
            const showsBest = () => until('the best candidate', async () => (await window.editor.diffs()).some(({ modified }) => modified.includes(best)));
            await showsBest();
            await window.press('ArrowDown');
            await window.press('ArrowUp');
            // The diff follows the keys a moment later.
            await showsBest();
            await save();
        },
    },
    'preview.png': {
        file: cart,
        play: async (window, save) => {
            await window.messages.waitForErrors(cart.errors);
            await window.goTo(21);
            await window.command("FixErr: Fix This File's Diagnostics…");
            await until('the preview', async () => (await window.preview.rows()).length > cart.listed.length);
            await window.preview.tickAll();
            await save();
        },
    },
    'status.png': {
        file: loop,
        play: async (window, save) => {
            await window.goTo(loop.line, 9);
            await window.codeActions.open();
            await window.press('Escape');
            await window.statusBar.tooltip({ stay: true });
            await save({ clip: { x: 620, y: 496, width: 480, height: 144 } });
        },
    },
};

/** Waits until nothing is being loaded and no progress is shown. @param {Window} window */
async function isQuiet(window) {
    await until('nothing is being loaded any more', async () => !/Analyzing|Initializing/.test(await window.statusBar.all()), {
        seen: () => window.statusBar.all(),
    });
    await until('no message is shown', async () => (await window.messages.toasts()).length === 0, { seen: () => window.messages.toasts() });
}

/** @param {string} folder */
export async function takePictures(folder) {
    const { codeServer, chromium, vsix } = surroundings();
    await mkdir(folder, { recursive: true });
    const root = await mkdtemp(path.join(tmpdir(), 'fixerr-pictures-'));
    const server = new CodeServer(codeServer, path.join(root, 'server'));
    try {
        await server.install(vsix);
        await server.setSettings(SETTINGS);
        await server.start();
        const browser = await startBrowser(chromium);
        for (const [name, { file, play }] of Object.entries(SCENES)) {
            const project = path.join(root, name, 'shop');
            await mkdir(project, { recursive: true });
            await writeFile(path.join(project, file.name), file.text);
            const window = new Window(await freshPage(browser, { width: 1100, height: 640, scale: 2 }));
            await window.open(server.url, project, file.name);
            await window.page.addStyleTag({ content: STYLE });
            await window.press('Control+b');
            await window.statusBar.waitFor(/wand/);
            await isQuiet(window);
            await play(window, async (options) => {
                await isQuiet(window);
                const target = path.join(folder, name);
                await window.page.screenshot({ ...options, path: target, animations: 'disabled', caret: 'initial' });
                console.log(target);
            });
            await window.close();
        }
        await browser.close();
    } finally {
        await server.stop();
        await rm(root, { recursive: true, force: true });
    }
}
