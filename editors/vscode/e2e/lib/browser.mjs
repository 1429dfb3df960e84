// Chromium without a window, from the system: each test gets a profile of its own in it.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { LIMIT_MS } from './wait.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The path of the system's Chromium, if there is one. */
export function findChromium() {
    for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
        for (const name of NAMES) {
            const candidate = path.join(folder, name);
            if (existsSync(candidate)) {
                return candidate;
            }
        }
    }
    return undefined;
}

/** @param {string} executablePath */
export function startBrowser(executablePath) {
    return chromium.launch({
        executablePath,
        headless: true,
        args: [
            // Chromium's sandbox refuses to run as root, and the only page it sees is ours.
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
        ],
    });
}

/**
 * A page in a fresh profile.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {{ width?: number, height?: number, scale?: number }} [size]
 */
export async function freshPage(browser, size = {}) {
    const context = await browser.newContext({
        viewport: { width: size.width ?? 1280, height: size.height ?? 800 },
        deviceScaleFactor: size.scale ?? 1,
        locale: 'en-US',
        colorScheme: 'dark',
        permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(LIMIT_MS);
    return context.newPage();
}
