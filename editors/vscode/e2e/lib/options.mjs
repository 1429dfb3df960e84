// What run.mjs tells the tests, which run in another process.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './browser.mjs';

export const here = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Where builds and downloads of the project go. */
const target = path.resolve(process.env.CARGO_TARGET_DIR || path.join(here, '../../../target'), 'vscode-e2e');

export const defaults = {
    codeServer: path.join(target, 'code-server'),
    evidence: path.join(target, 'failures'),
    report: path.join(target, 'report.json'),
};

/** What is there for the tests; an exception says what is missing. */
export function surroundings() {
    const vsix = process.env.FIXERR_E2E_VSIX;
    if (!vsix || !existsSync(vsix)) {
        throw new Error(`${vsix || 'no package was named'}: build the extension's package and name it with --vsix FILE`);
    }
    const codeServer = process.env.FIXERR_E2E_CODE_SERVER || defaults.codeServer;
    if (!existsSync(path.join(codeServer, 'installed'))) {
        throw new Error(`${codeServer}: no code-server is installed there; ${path.join(here, 'install.sh')} ${codeServer} installs it`);
    }
    const chromium = findChromium();
    if (chromium === undefined) {
        throw new Error(`Chromium is not on the PATH; ${path.join(here, 'install.sh')} installs it on Debian`);
    }
    return { vsix, codeServer, chromium };
}
