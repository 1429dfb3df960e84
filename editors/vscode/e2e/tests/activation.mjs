// When the extension is loaded, and what that costs.

import assert from 'node:assert/strict';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { keyword } from '../lib/cases.mjs';
import { scenario } from '../lib/harness.mjs';
import { defaults, surroundings } from '../lib/options.mjs';
import { until } from '../lib/wait.mjs';

/** @param {import('../lib/window.mjs').Window} window @param {string} sign An extension of VS Code that must be in the list. */
async function runningExtensions(window, sign) {
    await window.command('Developer: Show Running Extensions');
    return until(
        'the running extensions',
        async () => {
            const rows = await window.messages.runningExtensions();
            return rows.some(({ name }) => name === sign) && rows;
        },
        { seen: () => window.messages.runningExtensions() },
    );
}

scenario('a folder without code does not load the extension', { files: { 'notes.txt': 'Nothing to repair.\n' }, open: 'notes.txt' }, async ({ window, server }) => {
    const rows = await runningExtensions(window, 'Git');
    assert.ok(!rows.some(({ name }) => name === 'FixErr'), JSON.stringify(rows));
    assert.deepEqual(await server.servers(), []);
});

scenario('loading the extension is measured', { files: { [keyword.name]: keyword.text }, open: keyword.name }, async ({ window, server }) => {
    await window.statusBar.waitFor(/wand/);
    const row = (await runningExtensions(window, 'FixErr')).find(({ name }) => name === 'FixErr');
    const milliseconds = Number(/(\d+)\s*ms/.exec(row?.activation ?? '')?.[1]);
    assert.ok(Number.isFinite(milliseconds), `VS Code says how long the activation took: ${JSON.stringify(row)}`);
    const folder = await server.extensionFolder('fixerr.fixerr');
    const report = {
        activation_ms: milliseconds,
        vsix_bytes: (await stat(surroundings().vsix)).size,
        bundle_bytes: (await stat(path.join(folder, 'dist/extension.js'))).size,
    };
    await writeFile(process.env.FIXERR_E2E_REPORT || defaults.report, `${JSON.stringify(report)}\n`);
});
