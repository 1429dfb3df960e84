// Runs the end-to-end test of the extension: `node run.mjs --vsix FILE [--code-server DIR] [--only PATTERN] [--pictures DIR]`.

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const USAGE = `usage: node run.mjs --vsix FILE [options]

  --vsix FILE          the extension's package to test, with its server in it
  --code-server DIR    what install.sh installed (default: target/vscode-e2e/code-server)
  --only PATTERN       only the tests whose name matches
  --report FILE        where the figures go: activation time and sizes (default: target/vscode-e2e/report.json)
  --pictures DIR       takes the README's pictures instead, into this folder`;

/** @param {string} message @returns {never} */
function fail(message) {
    console.error(message);
    process.exit(2);
}

function readArguments() {
    try {
        const { values } = parseArgs({
            options: {
                vsix: { type: 'string' },
                'code-server': { type: 'string' },
                only: { type: 'string' },
                report: { type: 'string' },
                pictures: { type: 'string' },
                help: { type: 'boolean', short: 'h' },
            },
        });
        return values;
    } catch (error) {
        return fail(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    }
}

const values = readArguments();
if (values.help) {
    console.log(USAGE);
    process.exit(0);
}
if (values.vsix === undefined) {
    fail(`--vsix is missing\n\n${USAGE}`);
}
process.env.FIXERR_E2E_VSIX = path.resolve(values.vsix);
if (values['code-server'] !== undefined) {
    process.env.FIXERR_E2E_CODE_SERVER = path.resolve(values['code-server']);
}

// Imported only now: without playwright-core there is nothing to import, and the message should say what to do.
const { defaults, here, surroundings } = await import('./lib/options.mjs').catch((error) =>
    fail(`${error.message}\nplaywright-core is missing; ${path.join(import.meta.dirname, 'install.sh')} installs what the tests need`),
);
try {
    surroundings();
} catch (error) {
    fail(error instanceof Error ? error.message : String(error));
}

if (values.pictures !== undefined) {
    const { takePictures } = await import('./pictures.mjs');
    await takePictures(path.resolve(values.pictures));
    process.exit(0);
}

process.env.FIXERR_E2E_REPORT = path.resolve(values.report ?? defaults.report);
mkdirSync(path.dirname(process.env.FIXERR_E2E_REPORT), { recursive: true });
const only = values.only === undefined ? [] : [`--test-name-pattern=${values.only}`];
const { status } = spawnSync(process.execPath, ['--test', '--test-reporter=spec', ...only, path.join(here, 'all.test.mjs')], {
    stdio: 'inherit',
});
process.exit(status ?? 1);
