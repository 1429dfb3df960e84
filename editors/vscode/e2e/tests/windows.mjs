// Several windows at once.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loop, keyword } from '../lib/cases.mjs';
import { scenario } from '../lib/harness.mjs';
import { until } from '../lib/wait.mjs';

scenario('two windows have a server each', { files: { [keyword.name]: keyword.text }, open: keyword.name }, async (stage) => {
    const { window, folder, server } = stage;
    const other = path.join(path.dirname(folder), 'other');
    await mkdir(other);
    await writeFile(path.join(other, loop.name), loop.text);
    const second = await stage.openWindow(other, loop.name);
    await Promise.all([window.statusBar.waitFor(/wand/), second.statusBar.waitFor(/wand/)]);
    assert.equal((await server.servers()).length, 2);

    await window.goTo(keyword.line);
    await second.goTo(loop.line);
    await Promise.all([window.codeActions.takeFirstFix(), second.codeActions.takeFirstFix()]);
    await window.editor.waitForText(keyword.mended);
    await second.editor.waitForLine(loop.line, loop.mended);

    await second.close();
    await until('the closed window\'s server ends', async () => (await server.servers()).length === 1, { seen: () => server.servers() });
    await window.press('Control+z');
    await window.editor.waitForText(keyword.text);
    await window.codeActions.takeFirstFix();
    await window.editor.waitForText(keyword.mended);
});
