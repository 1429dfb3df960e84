// Repairs of what TypeScript, which comes with VS Code, complains about.

import assert from 'node:assert/strict';
import { cart } from '../lib/cases.mjs';
import { fileBecomes, scenario } from '../lib/harness.mjs';
import { until } from '../lib/wait.mjs';

const setting = { files: { [cart.name]: cart.text }, open: cart.name };

/**
 * Opens the preview of all repairs.
 *
 * @param {import('../lib/window.mjs').Window} window
 */
async function openPreview(window) {
    await window.command("FixErr: Fix This File's Diagnostics…");
    return until(
        'the preview lists a change for each line',
        async () => {
            const rows = await window.preview.rows();
            return cart.listed.every((part) => rows.some(({ text }) => text.includes(part))) && rows;
        },
        { seen: async () => ({ rows: await window.preview.rows(), problems: await window.messages.problems() }) },
    );
}

scenario('the preview of all repairs of a file can be discarded, and applied', setting, async (stage) => {
    const { window } = stage;
    await window.statusBar.waitFor(/wand/);
    await window.messages.waitForErrors(cart.errors);
    await openPreview(window);
    await window.preview.press('Discard');
    assert.equal(await window.editor.isDirty(), false, 'the file is untouched');

    await openPreview(window);
    assert.equal(await window.editor.isDirty(), false, 'nothing is changed before it is confirmed');
    await window.preview.tickAll();
    await window.preview.press('Apply');
    await until('the changes are made', () => window.editor.isDirty());
    await window.editor.save();
    await fileBecomes(stage, cart.name, cart.mended);
    await window.messages.waitForErrors(0);
});

scenario(
    'saving repairs what the model is sure of, if the settings say so',
    { ...setting, settings: { 'editor.codeActionsOnSave': { 'source.fixAll.fixerr': 'explicit' } } },
    async (stage) => {
        const { window } = stage;
        await window.statusBar.waitFor(/wand/);
        await window.messages.waitForErrors(cart.errors);
        await window.press('Control+s');
        await fileBecomes(stage, cart.name, cart.sure);
    },
);
