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

    /** Presses a button of a message until the message goes: while it slides in, VS Code can lose a click. @param {string} label */
    async press(label) {
        const button = this.page.locator('.notifications-toasts .monaco-button', { hasText: label });
        await button.waitFor();
        await until(`"${label}" is taken`, async () => {
            if ((await button.count()) > 0) {
                await button.click({ timeout: 2000 });
                await button.waitFor({ state: 'hidden', timeout: 5000 });
            }
            return true;
        });
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
