// FixErr's item in the status bar.

import { until } from '../wait.mjs';
import { plain } from './text.mjs';

const ITEM = '.statusbar-item[id^="fixerr.fixerr"]';

export class StatusBar {
    /** @param {import('playwright-core').Page} page */
    constructor(page) {
        this.page = page;
    }

    /** What the whole bar says. */
    async all() {
        return plain((await this.page.locator('.part.statusbar').allTextContents()).join(' '));
    }

    isShown() {
        return this.page.locator(ITEM).isVisible();
    }

    /** The item's text, its icon, and whether it is drawn as an error. */
    async read() {
        const item = await this.page.locator(ITEM).evaluate(
            (found) => ({
                text: found.textContent,
                icons: [...(found.querySelector('.codicon')?.classList ?? [])],
                isError: found.classList.contains('error-kind'),
            }),
            undefined,
            { timeout: 1_000 },
        );
        const icon = item.icons.filter((name) => name.startsWith('codicon-')).join(' ').replaceAll('codicon-', '');
        return { text: plain(item.text).trim(), icon, isError: item.isError };
    }

    /** What a screen reader says of the item. */
    async label() {
        return plain(await this.page.locator(ITEM).getAttribute('aria-label'));
    }

    /** Waits for an icon and returns the item. @param {RegExp} icon */
    waitFor(icon) {
        return until(
            `the status bar shows ${icon}`,
            async () => {
                const item = await this.read();
                return icon.test(item.icon) && item;
            },
            { seen: async () => plain(await this.page.locator('.part.statusbar').innerHTML()).match(/fixerr[^>]*>.{0,300}/i)?.[0] },
        );
    }

    /** Notes each icon that is shown from now on, however short. */
    async watch() {
        await this.page.evaluate((selector) => {
            /** @type {string[]} */
            const seen = [];
            Object.assign(window, { iconsSeen: seen });
            const look = () => {
                const icon = document.querySelector(`${selector} .codicon`)?.className.match(/codicon-(?!modifier)[\w-]+/)?.[0];
                if (icon !== undefined && icon !== seen.at(-1)) {
                    seen.push(icon);
                }
            };
            new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
            look();
        }, ITEM);
    }

    /** The icons since `watch`. @returns {Promise<string[]>} */
    watched() {
        return this.page.evaluate(() => /** @type {any} */ (window).iconsSeen);
    }

    async click() {
        await this.page.locator(ITEM).click();
        await this.page.mouse.move(400, 300);
    }

    /** What is said when the mouse rests on the item; with `stay`, it goes on resting there. @param {{ stay?: boolean }} [options] */
    async tooltip(options = {}) {
        const hover = this.page.locator('.monaco-hover:visible');
        const text = await until('the tooltip', async () => {
            await this.page.locator(ITEM).hover({ timeout: 5_000 });
            await hover.first().waitFor({ timeout: 5_000 });
            return plain((await hover.allTextContents()).join('\n'));
        });
        if (!options.stay) {
            await this.page.mouse.move(400, 300);
        }
        return text;
    }
}
