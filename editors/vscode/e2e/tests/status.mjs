// The status bar says how FixErr is.

import assert from 'node:assert/strict';
import { keyword } from '../lib/cases.mjs';
import { scenario } from '../lib/harness.mjs';
import { until } from '../lib/wait.mjs';

const setting = { files: { [keyword.name]: keyword.text, 'notes.txt': 'Nothing to repair.\n' } };

scenario('the status bar goes from loading to ready, names the model and the device, and leads on', setting, async ({ window }) => {
    await window.statusBar.watch();
    await window.openFile(keyword.name);
    const status = await window.statusBar.waitFor(/wand/);
    assert.match(status.text, /FixErr/);
    assert.equal(status.isError, false);
    assert.match(await window.statusBar.label(), /^FixErr is ready\. Model: .+, Device: .*(cpu|cuda)/i);
    const icons = await window.statusBar.watched();
    assert.match(icons[0], /loading/, `loading comes first: ${icons}`);
    const tooltip = await window.statusBar.tooltip();
    assert.match(tooltip, /model/i);
    assert.match(tooltip, /device/i);
    assert.match(tooltip, /cpu|cuda/i);

    await window.statusBar.click();
    await window.picker.choose('Check the installation');
    await until('the report of the installation', async () => /fixerr-server doctor/.test(await window.editor.text()), { seen: () => window.editor.text() });
    assert.match(await window.editor.text(), /server\/model/, "the package's own model is used");
});

scenario('"Turn Off for This Language" and on again', { ...setting, open: keyword.name }, async ({ window }) => {
    await window.statusBar.waitFor(/wand/);
    await window.command('FixErr: Turn Off (On) for This Language');
    await window.statusBar.waitFor(/circle-slash/);
    await window.goTo(keyword.line);
    assert.deepEqual(await window.codeActions.openWithoutFix(), []);

    await window.command('FixErr: Turn Off (On) for This Language');
    await window.statusBar.waitFor(/wand/);
    await window.goTo(keyword.line);
    await window.codeActions.open();
});
