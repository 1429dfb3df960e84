// VS Code's Refactor Preview, which lists changes before they are made.

import { until } from '../wait.mjs';
import { plain } from './text.mjs';

export class Preview {
    /** @param {import('playwright-core').Page} page */
    constructor(page) {
        this.page = page;
    }

    /** The rows, and whether each is ticked; a row without a box is a heading. */
    async rows() {
        const rows = await this.page.locator('.bulk-edit-panel .monaco-list-row').evaluateAll((found) =>
            found.map((row) => ({
                text: row.textContent,
                isTicked: /** @type {HTMLInputElement | null} */ (row.querySelector('input[type=checkbox]'))?.checked,
            })),
        );
        return rows.map(({ text, isTicked }) => ({ text: plain(text), isTicked }));
    }

    /** Ticks all changes, by the box of the file. */
    async tickAll() {
        await this.page.locator('.bulk-edit-panel .monaco-list-row input[type=checkbox]').first().click();
        await until('all changes are ticked', async () => (await this.rows()).every(({ isTicked }) => isTicked !== false), { seen: () => this.rows() });
    }

    /** @param {string} label `Apply` or `Discard`. */
    async press(label) {
        await this.page.locator('.bulk-edit-panel .monaco-button', { hasText: label }).click();
        await until('the preview is closed', async () => (await this.rows()).length === 0, { seen: () => this.rows() });
    }
}
