// The picker at the top: files, commands, lines, and FixErr's candidates.

import { until } from '../wait.mjs';
import { plain } from './text.mjs';

/** @typedef {{ label: string, text: string, isFocused: boolean }} Row */

export class Picker {
    /** @param {import('playwright-core').Page} page */
    constructor(page) {
        this.page = page;
    }

    isOpen() {
        return this.page.locator('.quick-input-widget').isVisible();
    }

    async waitUntilClosed() {
        await until('the picker is closed', async () => !(await this.isOpen()));
    }

    /**
     * Opens the picker by a key and writes into it.
     *
     * @param {string} key
     * @param {string} text
     */
    async ask(key, text) {
        const input = this.input();
        // A key that comes while VS Code is busy with another picker is lost, and an editor that opens takes the picker away.
        await until('the picker opens', async () => {
            await this.page.keyboard.press(key);
            await input.waitFor({ state: 'visible', timeout: 5_000 });
            await input.fill(text, { timeout: 5_000 });
            return (await input.isVisible()) && (await input.inputValue()) === text;
        });
    }

    /** Presses Enter in the picker, which must be there: in an editor it would change the text. */
    confirm() {
        return this.input().press('Enter', { timeout: 5_000 });
    }

    input() {
        return this.page.locator('.quick-input-widget .quick-input-box input');
    }

    /** The rows on the screen. @returns {Promise<Row[]>} */
    async rows() {
        const rows = await this.page.locator('.quick-input-widget .quick-input-list .monaco-list-row').evaluateAll((found) =>
            found.map((row) => ({
                label: row.querySelector('.label-name')?.textContent,
                text: row.textContent,
                isFocused: row.classList.contains('focused'),
            })),
        );
        return rows.map(({ label, text, isFocused }) => ({ label: plain(label).trim(), text: plain(text), isFocused }));
    }

    /**
     * Whether a row with exactly this label comes in time.
     *
     * @param {string} label
     * @param {number} limitMs
     */
    async has(label, limitMs) {
        return until(`the row ${label}`, () => this.shows(label), { limitMs }).catch(() => false);
    }

    /** @param {string} label */
    async shows(label) {
        return (await this.rows()).some((row) => row.label === label);
    }

    /**
     * Waits for a row with exactly this label and takes it, in a picker that is open.
     *
     * @param {string} label
     */
    async choose(label) {
        await until(`the row ${label}`, () => this.shows(label), { seen: () => this.rows() });
        await this.take(label);
    }

    /**
     * Opens the picker by a key, writes into it and takes the row with exactly this label. What takes the keyboard takes the
     * picker away, such as a panel that opens, and the picker shows only what there was when it was asked: then it is asked again.
     *
     * @param {string} key
     * @param {string} text
     * @param {string} label
     */
    async askAndTake(key, text, label) {
        await until(`the row ${label} is taken`, async () => {
            await this.ask(key, text);
            if (!(await this.has(label, 5_000))) {
                return false;
            }
            await this.take(label);
            return true;
        }, { seen: () => this.rows() });
    }

    /** Takes a row that is on the screen, once; an error says that it went away. @param {string} label */
    async take(label) {
        const names = this.page.locator('.quick-input-widget .quick-input-list .monaco-list-row .label-name');
        const row = names.filter({ hasText: label }).first();
        // Without a click at first: one that is only slow must not be repeated.
        await row.click({ trial: true, timeout: 5_000 });
        await row.click({ timeout: 30_000 });
        // A mouse that rests somewhere brings up words about what is there.
        await this.page.mouse.move(0, 0);
    }
}
