// Documents that are not plain files in a plain folder.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { keyword } from '../lib/cases.mjs';
import { fileBecomes, scenario } from '../lib/harness.mjs';
import { commitAll } from '../lib/repository.mjs';
import { until } from '../lib/wait.mjs';

scenario('a folder with spaces and letters beyond ASCII', { folder: 'Müller & 数据 100%', files: { [keyword.name]: keyword.text }, open: keyword.name }, async (stage) => {
    const { window } = stage;
    await window.statusBar.waitFor(/wand/);
    await window.goTo(keyword.line);
    await window.codeActions.takeFirstFix();
    await window.editor.waitForText(keyword.mended);
    await window.editor.save();
    await fileBecomes(stage, keyword.name, keyword.mended);
});

scenario(
    'a document that was never saved',
    { settings: { 'editor.autoIndent': 'none', 'editor.autoClosingBrackets': 'never', 'editor.autoClosingQuotes': 'never', 'files.defaultLanguage': 'python' } },
    async ({ window }) => {
        await window.command('File: New Untitled Text File');
        await window.editor.waitFor('Untitled-1');
        await window.type(keyword.text);
        await window.editor.waitForText(keyword.text);
        await window.statusBar.waitFor(/wand/);
        await window.goTo(keyword.line);
        await window.codeActions.takeFirstFix();
        await window.editor.waitForText(keyword.mended);
    },
);

/** Makes the folder a repository, and changes a file after that. @param {string} folder */
async function withHistory(folder) {
    commitAll(folder);
    // VS Code offers what Git has for files with changes only.
    await writeFile(path.join(folder, keyword.name), keyword.mended);
}

// The repository is there before VS Code looks: one that comes later is found when VS Code gets to it.
scenario('what Git has is read-only and left alone', { files: { [keyword.name]: keyword.text }, arrange: withHistory }, async ({ window }) => {
    await window.openFile(keyword.name);
    await window.statusBar.waitFor(/wand/);
    await window.command('Git: Open File (HEAD)');
    await window.editor.waitForText(keyword.text);
    await window.goTo(keyword.line);
    // VS Code itself asks nobody for code actions in such a document, so the commands are what could do harm.
    assert.equal(await window.statusBar.isShown(), false);
    await window.picker.ask('F1', '>FixErr: ');
    const rows = await until('the commands of FixErr', async () => {
        const found = (await window.picker.rows()).map(({ label }) => label);
        return found.includes('FixErr: Restart Server') && found;
    });
    assert.ok(!rows.includes('FixErr: Fix This Line'), `no repair is offered: ${rows}`);
});
