// The picker of candidates, which shows each as a diff.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { comparison } from '../lib/cases.mjs';
import { fileBecomes, scenario } from '../lib/harness.mjs';
import { commitAll } from '../lib/repository.mjs';
import { until } from '../lib/wait.mjs';

const setting = { files: { [comparison.name]: comparison.text }, open: comparison.name };

/** @param {string} text */
const lineOf = (text) => text.split('\n')[comparison.line - 1].trim();

/**
 * Opens the picker and waits for the diff of its first row.
 *
 * @param {import('../lib/window.mjs').Window} window
 */
async function openPicker(window) {
    await window.goTo(comparison.line);
    await window.command('FixErr: Show Other Candidates…');
    await showsInDiff(window, lineOf(comparison.mended));
    const rows = await window.picker.rows();
    assert.ok(rows.length >= 2, `several candidates, not ${JSON.stringify(rows)}`);
    assert.ok(rows[0].isFocused, 'the best candidate is in front');
}

/** @param {import('../lib/window.mjs').Window} window @param {string} line */
async function showsInDiff(window, line) {
    await until(
        `the diff shows ${line}`,
        async () => (await window.editor.diffs()).some((sides) => sides.original.includes(lineOf(comparison.text)) && sides.modified.includes(line)),
        { seen: () => window.editor.diffs() },
    );
}

/**
 * Waits until the one line that the diff changes is the one that the second row names, whatever the model writes there.
 *
 * @param {import('../lib/window.mjs').Window} window
 */
async function showsSecondInDiff(window) {
    const [first, second] = await window.picker.rows();
    assert.ok(first.text.includes(lineOf(comparison.mended)) && !second.text.includes(lineOf(comparison.mended)), 'two candidates');
    await until(
        `the diff shows ${second.text}`,
        async () =>
            (await window.editor.diffs()).some((sides) => {
                const before = sides.original.split('\n');
                const changed = sides.modified.split('\n').filter((line) => !before.includes(line));
                return before.some((line) => line.trim() === lineOf(comparison.text)) && changed.length === 1 && second.text.includes(changed[0].trim());
            }),
        { seen: () => window.editor.diffs() },
    );
}

/** @param {import('../lib/window.mjs').Window} window */
async function diffIsGone(window) {
    await until('the diff is closed', async () => (await window.editor.tabs()).join() === comparison.name, { seen: () => window.editor.tabs() });
    assert.deepEqual(await window.editor.diffs(), []);
}

scenario('the picker shows each candidate, Escape leaves all as it was, Enter makes the change', setting, async (stage) => {
    const { window } = stage;
    await window.statusBar.waitFor(/wand/);
    await openPicker(window);
    await window.press('ArrowDown');
    await until('the second candidate is in front', async () => (await window.picker.rows())[1]?.isFocused);
    await showsSecondInDiff(window);
    await window.press('Escape');
    await window.picker.waitUntilClosed();
    await diffIsGone(window);
    await window.editor.waitForLine(comparison.line, comparison.text);
    assert.equal(await window.editor.isDirty(), false, 'the file is untouched');
    await fileBecomes(stage, comparison.name, comparison.text);

    await openPicker(window);
    await window.press('Enter');
    await window.editor.waitForLine(comparison.line, comparison.mended);
    await diffIsGone(window);
    await window.editor.save();
    await fileBecomes(stage, comparison.name, comparison.mended);
    await window.press('Control+z');
    await window.editor.waitForLine(comparison.line, comparison.text);
});

/** Makes the folder a repository, and changes the file after that. @param {string} folder */
async function withChange(folder) {
    commitAll(folder);
    await writeFile(path.join(folder, comparison.name), comparison.text);
}

scenario('Escape leads back to the difference that the picker was opened from', { files: { [comparison.name]: `${comparison.text}// The end.\n` }, arrange: withChange }, async ({ window }) => {
    await window.openFile(comparison.name);
    await window.statusBar.waitFor(/wand/);
    const isInFront = async () => (await window.editor.activeTab()).includes('(Working Tree)');
    // The command does nothing before Git has found the change.
    await until('the changes are shown', async () => {
        await window.command('Git: Open Changes');
        return until('the changes are in front', isInFront, { limitMs: 5_000 });
    }, { seen: () => window.editor.tabs() });
    // When it has compared the two, VS Code takes the cursor to the first change, wherever it was put before.
    const added = comparison.text.split('\n').length;
    await until('the cursor is at the change', async () => (await window.editor.cursor()) === `Ln ${added}, Col 1`, { seen: () => window.editor.cursor() });
    const tabs = await window.editor.tabs();
    await openPicker(window);
    await window.press('Escape');
    await window.picker.waitUntilClosed();
    await until('the candidate is closed', async () => (await window.editor.tabs()).join() === tabs.join(), { seen: () => window.editor.tabs() });
    await until('the changes are in front again', isInFront, { seen: () => window.editor.tabs() });
});
