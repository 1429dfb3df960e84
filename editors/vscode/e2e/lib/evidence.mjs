// What is kept of a test that failed.

import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defaults } from './options.mjs';
import { pause } from './wait.mjs';

/**
 * Writes pictures and documents of the windows and copies the logs; returns the folder, and what is on the screen in words, for
 * those who have nothing but the test's output.
 *
 * @param {string} title The test's.
 * @param {import('./window.mjs').Window[]} windows
 * @param {string[]} logs
 * @returns {Promise<{ folder: string, seen: string }>}
 */
export async function collect(title, windows, logs) {
    const folder = path.join(defaults.evidence, title.replaceAll(/\W+/g, '-').toLowerCase());
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    /** @type {string[]} */
    const seen = [];
    for (const [index, window] of windows.entries()) {
        const { page, console } = window;
        seen.push(await Promise.race([window.describe(), pause(10_000).then(() => 'the window does not answer')]).catch(String));
        // A window that is gone or hangs has nothing to show; the others may.
        await page.screenshot({ path: path.join(folder, `window-${index + 1}.png`), timeout: 10_000 }).catch(() => undefined);
        const html = await page.content().catch(() => '');
        await writeFile(path.join(folder, `window-${index + 1}.html`), html);
        await writeFile(path.join(folder, `window-${index + 1}.log`), console.join('\n'));
    }
    for (const [index, log] of logs.entries()) {
        await copyFile(log, path.join(folder, `${index}-${path.basename(log)}`)).catch(() => undefined);
    }
    return { folder, seen: seen.join('; ') };
}
