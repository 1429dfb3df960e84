// What is kept of a test that failed.

import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defaults } from './options.mjs';

/**
 * Writes pictures and documents of the windows and copies the logs; returns the folder.
 *
 * @param {string} title The test's.
 * @param {import('./window.mjs').Window[]} windows
 * @param {string[]} logs
 */
export async function collect(title, windows, logs) {
    const folder = path.join(defaults.evidence, title.replaceAll(/\W+/g, '-').toLowerCase());
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const [index, { page, console }] of windows.entries()) {
        // A window that is gone or hangs has nothing to show; the others may.
        await page.screenshot({ path: path.join(folder, `window-${index + 1}.png`), timeout: 10_000 }).catch(() => undefined);
        const html = await page.content().catch(() => '');
        await writeFile(path.join(folder, `window-${index + 1}.html`), html);
        await writeFile(path.join(folder, `window-${index + 1}.log`), console.join('\n'));
    }
    for (const [index, log] of logs.entries()) {
        await copyFile(log, path.join(folder, `${index}-${path.basename(log)}`)).catch(() => undefined);
    }
    return folder;
}
