// The menu of Ctrl+.

import { until } from '../wait.mjs';
import { plain } from './text.mjs';

/** @param {string} title */
const isFix = (title) => title.startsWith('FixErr: ');

export class CodeActions {
    /** @param {import('playwright-core').Page} page */
    constructor(page) {
        this.page = page;
    }

    /**
     * Opens the menu in the cursor's line and waits for FixErr's rows, which it returns.
     *
     * When another extension registers itself or its problems change, VS Code looks for code actions anew, gives up what a key
     * asked for, and says that there are none. Someone who sees that presses the key again, and so does this.
     */
    async open() {
        await this.page.keyboard.press('Control+.');
        await until(
            'the menu of code actions with a fix',
            async () => {
                if ((await this.fixes()).length > 0) {
                    return true;
                }
                if (await this.#saysThereAreNone()) {
                    await this.page.keyboard.press('Escape');
                    await until('word that there are none is gone', async () => !(await this.#saysThereAreNone()));
                    await this.page.keyboard.press('Control+.');
                }
                return false;
            },
            { seen: async () => [await this.rows(), await this.page.locator('.monaco-editor-overlaymessage').allTextContents()] },
        );
        return this.fixes();
    }

    /** Asks for the menu where FixErr must offer nothing, and returns what it offers all the same. */
    async openWithoutFix() {
        await this.page.keyboard.press('Control+.');
        await until('a menu, or word that there is none', async () => (await this.rows()).length > 0 || (await this.#saysThereAreNone()));
        const fixes = await this.fixes();
        await this.page.keyboard.press('Escape');
        return fixes;
    }

    async #saysThereAreNone() {
        return (await this.page.locator('.monaco-editor-overlaymessage:visible').count()) > 0;
    }

    async rows() {
        const rows = await this.page.locator('.action-widget .monaco-list-row.action').allTextContents();
        return rows.map((row) => plain(row).trim());
    }

    /** FixErr's rows. */
    async fixes() {
        return (await this.rows()).filter(isFix);
    }

    /** Opens the menu, unless it is open, and takes FixErr's first row with the keyboard. */
    async takeFirstFix() {
        if ((await this.fixes()).length === 0) {
            await this.open();
        }
        const target = (await this.rows()).findIndex(isFix);
        const focused = () =>
            this.page.locator('.action-widget .monaco-list-row.action').evaluateAll((rows) => rows.findIndex((row) => row.classList.contains('focused')));
        for (let moves = 0; (await focused()) !== target && moves < 20; moves += 1) {
            await this.page.keyboard.press('ArrowDown');
        }
        await until('the fix is in front', async () => (await focused()) === target, { seen: focused });
        await this.page.keyboard.press('Enter');
    }
}
