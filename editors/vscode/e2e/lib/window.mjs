// One window of VS Code in the browser, driven as a user would: by keys, and by what is on the screen.

import path from 'node:path';
import { CodeActions } from './parts/code_actions.mjs';
import { Editor } from './parts/editor.mjs';
import { Messages } from './parts/messages.mjs';
import { Picker } from './parts/picker.mjs';
import { Preview } from './parts/preview.mjs';
import { StatusBar } from './parts/status_bar.mjs';
import { pause, until } from './wait.mjs';

export class Window {
    /** @param {import('playwright-core').Page} page */
    constructor(page) {
        this.page = page;
        this.codeActions = new CodeActions(page);
        this.editor = new Editor(page);
        this.messages = new Messages(page);
        this.picker = new Picker(page);
        this.preview = new Preview(page);
        this.statusBar = new StatusBar(page);
        /** What VS Code writes to the browser's console, for whoever looks into a failure. @type {string[]} */
        this.console = [];
        page.on('console', (message) => this.console.push(`${new Date().toISOString()} ${message.type()}: ${message.text()}`));
        // Whether to leave although something is not saved.
        page.on('dialog', (dialog) => dialog.accept().catch(() => undefined));
        /** How often a page was loaded into this window; VS Code's is loaded once. */
        this.loads = 0;
        page.on('load', () => (this.loads += 1));
        page.on('pageerror', (error) => this.console.push(`${new Date().toISOString()} exception: ${error.stack}`));
    }

    /**
     * Opens a folder and, in it, a file.
     *
     * @param {string} url Where code-server answers.
     * @param {string} folder
     * @param {string} [file]
     */
    async open(url, folder, file) {
        const address = new URL(url);
        address.searchParams.set('folder', folder);
        if (file !== undefined) {
            const parts = path.join(folder, file).split('/').map(encodeURIComponent);
            address.searchParams.set('payload', JSON.stringify([['openFile', `vscode-remote://${address.host}${parts.join('/')}`]]));
        }
        await this.page.goto(address.href);
        await until('VS Code starts', () => this.page.locator('.monaco-workbench .part.statusbar').isVisible());
        if (file !== undefined) {
            await this.editor.waitFor(file);
        }
    }

    /**
     * Closes the window as a user does who goes to another page: VS Code tells its server that it will not come back. A page
     * that just disappears may come back, and its extensions go on for hours.
     */
    async close() {
        if (!this.page.isClosed()) {
            await this.page.goto('about:blank').catch(() => undefined);
            await this.page.context().close();
        }
    }

    /** What is on the screen, in words, for whoever looks into a failure. */
    async describe() {
        const frames = this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(true))));
        return JSON.stringify({
            loads: this.loads,
            draws: await Promise.race([frames, pause(3_000).then(() => false)]),
            tabs: await this.editor.tabs(),
            panel: await this.messages.panel(),
            messages: await this.messages.toasts(),
            picker: (await this.picker.isOpen()) && (await this.picker.rows()).map(({ label }) => label),
            status: await this.statusBar.all(),
            errors: this.console.filter((line) => / (?:error|exception): /.test(line)).slice(-5),
        });
    }

    /** @param {string} keys Such as `Control+s`. */
    press(keys) {
        return this.page.keyboard.press(keys);
    }

    /** Writes text where the cursor is. @param {string} text */
    type(text) {
        return this.page.keyboard.insertText(text);
    }

    /** Runs a command from the palette. @param {string} title Such as `FixErr: Fix This Line`. */
    command(title) {
        return this.picker.askAndTake('F1', `>${title}`, title);
    }

    /** Opens a file by its name. @param {string} name */
    async openFile(name) {
        await this.picker.askAndTake('Control+p', name, name);
        await this.editor.waitFor(name);
    }

    /** Puts the cursor somewhere; both are counted from 1. @param {number} line @param {number} [column] */
    async goTo(line, column = 1) {
        const place = `Ln ${line}, Col ${column}`;
        await until(`the cursor is in line ${line}`, async () => {
            await this.picker.ask('Control+g', `:${line}:${column}`);
            await this.picker.confirm();
            return until(place, async () => (await this.editor.cursor()) === place, { limitMs: 5_000 });
        }, { seen: () => this.editor.cursor() });
        await this.picker.waitUntilClosed();
        await this.settle();
    }

    /**
     * Waits until VS Code has looked for code actions by itself, which it does 250 ms after the cursor moved or problems changed.
     * It then forgets what was asked before. Its own timer began earlier than this one, so this holds on a busy machine, too.
     */
    async settle() {
        await this.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    }
}
