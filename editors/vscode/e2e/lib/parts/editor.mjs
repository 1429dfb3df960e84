// The editor that is in front: its tabs, its text, its cursor.

import path from 'node:path';
import { until } from '../wait.mjs';
import { plain } from './text.mjs';

const ACTIVE = '.editor-group-container.active';

export class Editor {
    /** @param {import('playwright-core').Page} page */
    constructor(page) {
        this.page = page;
    }

    /** Waits until the file's text is shown. @param {string} name */
    waitFor(name) {
        return until(
            `${name} is open`,
            async () => (await this.activeTab()) === path.basename(name) && (await this.page.locator(`${ACTIVE} .editor-instance .view-line`).count()) > 0,
            { seen: () => this.tabs() },
        );
    }

    /** The tabs' names. */
    async tabs() {
        return (await this.page.locator('.tabs-container .tab .label-name').allTextContents()).map(plain);
    }

    async activeTab() {
        const names = await this.page.locator(`${ACTIVE} .tabs-container .tab.active .label-name`).allTextContents();
        return plain(names[0]);
    }

    /** Whether the file in front has changes that are not saved. */
    async isDirty() {
        return (await this.page.locator(`${ACTIVE} .tab.active.dirty`).count()) > 0;
    }

    async save() {
        await this.page.keyboard.press('Control+s');
        await until('the file is saved', async () => !(await this.isDirty()));
    }

    /** Such as `Ln 3, Col 1`. */
    async cursor() {
        return plain(await this.page.locator('.statusbar-item[id="status.editor.selection"]').textContent());
    }

    /** The lines on the screen, from the top; a final newline shows as an empty last line. */
    async text() {
        return (await this.#lines(`${ACTIVE} .editor-instance`)).map(({ text }) => text).join('\n');
    }

    /** Waits until this is the text. It must fit on the screen. @param {string} expected */
    waitForText(expected) {
        return until('the editor shows the text', async () => (await this.text()) === expected, { seen: () => this.text() });
    }

    /**
     * Waits until a line, counted from 1, is as it is in `text`.
     *
     * @param {number} number
     * @param {string} text
     */
    waitForLine(number, text) {
        const expected = text.split('\n')[number - 1];
        const shown = async () => (await this.#lines(`${ACTIVE} .editor-instance`)).find((line) => line.number === number)?.text;
        return until(`line ${number} reads ${expected}`, async () => (await shown()) === expected, { seen: shown });
    }

    /** The two sides of each diff on the screen. */
    async diffs() {
        const diffs = [];
        for (const [index] of (await this.page.locator('.monaco-diff-editor').all()).entries()) {
            const side = async (/** @type {string} */ name) =>
                (await this.#lines(`.monaco-diff-editor .editor.${name}`, index)).map(({ text }) => text).join('\n');
            diffs.push({ original: await side('original'), modified: await side('modified') });
        }
        return diffs;
    }

    /** What VS Code says beside the cursor, such as that there are no code actions. */
    async bubble() {
        return plain((await this.page.locator('.monaco-editor-overlaymessage:visible').allTextContents()).join('\n'));
    }

    /**
     * The lines that an editor shows. VS Code puts them into its document in any order, and numbers beside them.
     *
     * @param {string} selector
     * @param {number} [index] Which of the editors.
     */
    async #lines(selector, index = 0) {
        const lines = await this.page.evaluate(
            ([scope, at]) => {
                const editor = document.querySelectorAll(scope)[at];
                const top = (/** @type {Element} */ element) => Number.parseFloat(/** @type {HTMLElement} */ (element).style.top);
                /** @type {Map<number, number>} */
                const numbers = new Map();
                for (const number of editor?.querySelectorAll('.margin-view-overlays .line-numbers') ?? []) {
                    numbers.set(top(/** @type {Element} */ (number.parentElement)), Number(number.textContent));
                }
                return [...(editor?.querySelectorAll('.view-lines .view-line') ?? [])]
                    .sort((a, b) => top(a) - top(b))
                    .map((line) => ({ number: numbers.get(top(line)), text: line.textContent }));
            },
            /** @type {const} */ ([selector, index]),
        );
        return lines.map(({ number, text }) => ({ number, text: plain(text) }));
    }
}
