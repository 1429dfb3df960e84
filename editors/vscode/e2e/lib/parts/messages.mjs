// What VS Code tells and lists: messages in the corner, problems, logs, extensions.

import { until } from '../wait.mjs';
import { plain } from './text.mjs';

export class Messages {
    /** @param {import('playwright-core').Page} page */
    constructor(page) {
        this.page = page;
    }

    /** The messages in the corner and their buttons. */
    async toasts() {
        const toasts = await this.page.locator('.notifications-toasts .notification-toast .notification-list-item').evaluateAll((items) =>
            items.map((item) => ({
                text: item.querySelector('.notification-list-item-message')?.textContent,
                buttons: [...item.querySelectorAll('.notification-list-item-buttons-container .monaco-button')].map((button) => button.textContent),
            })),
        );
        return toasts.map(({ text, buttons }) => ({ text: plain(text), buttons: buttons.map((button) => plain(button).trim()) }));
    }

    /**
     * Presses a button of a message until what it is for is there: while a message slides in, VS Code can lose a click.
     *
     * @param {string} label
     * @param {() => Promise<boolean>} outcome
     * @param {() => unknown} seen Tells what is there instead of the outcome.
     */
    async press(label, outcome, seen) {
        const button = this.page.locator('.notifications-toasts .monaco-button', { hasText: label });
        await button.waitFor();
        await until(`"${label}" does what it says`, async () => {
            if ((await button.count()) > 0) {
                await button.click({ timeout: 2_000 });
            }
            return until(`what "${label}" is for`, outcome, { limitMs: 10_000 });
        }, { seen });
    }

    /** How many errors and warnings VS Code counts, as the status bar shows it. */
    async problems() {
        return plain(await this.page.locator('.statusbar-item[id="status.problems"]').textContent()).trim();
    }

    /** Waits until there are so many errors and no warnings. @param {number} errors */
    waitForErrors(errors) {
        return until(`${errors} errors are reported`, async () => /^(\d+)\s+0$/.exec(await this.problems())?.[1] === String(errors), {
            seen: () => this.problems(),
        });
    }

    /** The names of the panel's views, that of the view in front, and the name of the output that is chosen in it. */
    async panel() {
        return this.page.evaluate(() => {
            const panel = document.querySelector('.part.panel');
            const texts = (/** @type {string} */ selector) => [...(panel?.querySelectorAll(selector) ?? [])].map((found) => found.textContent?.trim());
            return {
                height: panel?.getBoundingClientRect().height ?? 0,
                views: texts('.composite-bar .action-item .action-label'),
                shown: texts('.composite-bar .action-item.checked .action-label'),
                output: [...(panel?.querySelectorAll('select') ?? [])].map((select) => select.selectedOptions[0]?.textContent),
            };
        });
    }

    /** What the Output panel shows. */
    async output() {
        return plain((await this.page.locator('.part.panel .output-view .view-line, .part.panel .view-line').allTextContents()).join('\n'));
    }

    /** What "Developer: Show Running Extensions" lists. */
    async runningExtensions() {
        const rows = await this.page.locator('.runtime-extensions-editor .extension').evaluateAll((found) =>
            found.map((row) => ({
                name: row.querySelector('.name')?.textContent,
                activation: row.querySelector('.activation-time')?.textContent,
            })),
        );
        return rows.map(({ name, activation }) => ({ name: plain(name), activation: plain(activation) }));
    }
}
