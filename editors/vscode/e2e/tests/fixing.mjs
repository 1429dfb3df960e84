// One line is repaired: by Ctrl+., and by the commands.

import assert from 'node:assert/strict';
import { keyword, loop } from '../lib/cases.mjs';
import { fileBecomes, scenario } from '../lib/harness.mjs';
import { until } from '../lib/wait.mjs';

scenario('Ctrl+. repairs a line, and one Ctrl+Z takes it back', { files: { [loop.name]: loop.text }, open: loop.name }, async (stage) => {
    const { window } = stage;
    await window.statusBar.waitFor(/wand/);
    await window.goTo(loop.line, 9);
    const [title] = await window.codeActions.open();
    assert.equal(title, "FixErr: '<=' → '<'");
    await window.codeActions.takeFirstFix();
    await window.editor.waitForLine(loop.line, loop.mended);
    await window.editor.save();
    await fileBecomes(stage, loop.name, loop.mended);

    await window.press('Control+z');
    await window.editor.waitForLine(loop.line, loop.text);
    await window.editor.save();
    await fileBecomes(stage, loop.name, loop.text);
});

scenario('"Fix This Line" and "Fix Selected Lines" take the best fix at once', { files: { [keyword.name]: keyword.text }, open: keyword.name }, async (stage) => {
    const { window } = stage;
    await window.statusBar.waitFor(/wand/);
    await window.goTo(keyword.line);
    await window.command('FixErr: Fix This Line');
    await window.editor.waitForText(keyword.mended);
    await window.press('Control+z');
    await window.editor.waitForText(keyword.text);

    await window.goTo(keyword.line);
    await window.press('Shift+End');
    await window.command('FixErr: Fix Selected Lines');
    await window.editor.waitForText(keyword.mended);
    await window.editor.save();
    await fileBecomes(stage, keyword.name, keyword.mended);
});

scenario(
    '"Fix This Line" says what was changed, also where that took longer than the budget',
    { files: { [loop.name]: loop.text }, open: loop.name, settings: { 'fixerr.budgetMs': 10 } },
    async ({ window }) => {
        await window.statusBar.waitFor(/wand/);
        await window.goTo(loop.line);
        await window.command('FixErr: Fix This Line');
        await until('the change is named', async () => (await window.statusBar.all()).includes("FixErr: '<=' → '<'"), { seen: () => window.statusBar.all() });
        await window.editor.waitForLine(loop.line, loop.mended);
    },
);
