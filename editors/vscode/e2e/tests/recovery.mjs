// What happens when something breaks.

import assert from 'node:assert/strict';
import path from 'node:path';
import { keyword } from '../lib/cases.mjs';
import { fileBecomes, scenario } from '../lib/harness.mjs';
import { until } from '../lib/wait.mjs';

const setting = { files: { [keyword.name]: keyword.text }, open: keyword.name };

/** @param {import('../lib/harness.mjs').Stage} stage */
async function repairs(stage) {
    const { window } = stage;
    await window.statusBar.waitFor(/wand/);
    await window.goTo(keyword.line);
    await window.codeActions.takeFirstFix();
    await window.editor.waitForText(keyword.mended);
}

/**
 * Waits until one server runs, and not one of those that ran before.
 *
 * @param {import('../lib/harness.mjs').Stage} stage
 * @param {number[]} [before]
 */
async function runningServer(stage, before = []) {
    const [only] = await until(
        'one server runs',
        async () => {
            const servers = await stage.server.servers();
            return servers.length === 1 && !before.includes(servers[0].pid) && servers;
        },
        { seen: () => stage.server.servers() },
    );
    return only.pid;
}

scenario('a server that was killed comes back, and "Restart Server" starts another one', setting, async (stage) => {
    const { window } = stage;
    await window.statusBar.waitFor(/wand/);
    const killed = await runningServer(stage);
    process.kill(killed, 'SIGKILL');
    const second = await runningServer(stage, [killed]);
    await repairs(stage);
    assert.deepEqual(await window.messages.toasts(), [], 'nobody is bothered with it');

    await window.press('Control+z');
    await window.editor.waitForText(keyword.text);
    await window.command('FixErr: Restart Server');
    await runningServer(stage, [killed, second]);
    await repairs(stage);
});

scenario(
    'a model that is missing is told once, and mending the setting is enough',
    { ...setting, settings: { 'fixerr.model': '/nowhere/model' } },
    async (stage) => {
        const { window } = stage;
        const status = await window.statusBar.waitFor(/error/);
        assert.equal(status.isError, true, 'it is drawn as an error');
        const messages = await until('the message', async () => {
            const found = await window.messages.toasts();
            return found.length > 0 && found;
        });
        assert.equal(messages.length, 1, JSON.stringify(messages));
        assert.match(messages[0].text, /\/nowhere\/model/);
        assert.deepEqual([...messages[0].buttons].sort(), ['Open Settings', 'Restart', 'Show Log']);
        assert.match(await window.statusBar.tooltip(), /\/nowhere\/model/);

        const model = path.join(await stage.server.extensionFolder('fixerr.fixerr'), 'server/model');
        await stage.change({ 'fixerr.model': model });
        await repairs(stage);
        await window.editor.save();
        await fileBecomes(stage, keyword.name, keyword.mended);
    },
);

const missing = { ...setting, settings: { 'fixerr.model': '/nowhere/model' } };

scenario('the buttons of the message lead to the log and the settings', missing, async ({ window }) => {
    await window.statusBar.waitFor(/error/);
    const output = () => window.messages.output();
    await window.messages.press('Show Log', async () => (await output()).includes('/nowhere/model'), output);
    await window.command('FixErr: Open Settings');
    await until('the settings are shown', async () => (await window.editor.tabs()).includes('Settings'), { seen: () => window.editor.tabs() });
});

scenario('"Restart Server" says so when it fails as before', missing, async ({ window }) => {
    const toasts = () => window.messages.toasts();
    const isTold = async () => (await toasts()).some(({ text }) => text.includes('/nowhere/model'));
    await window.statusBar.waitFor(/error/);
    await until('the message comes', isTold, { seen: toasts });
    await window.command('Notifications: Clear All Notifications');
    await until('the message is gone', async () => (await toasts()).length === 0, { seen: toasts });
    await window.command('FixErr: Restart Server');
    await until('the message comes again', isTold, { seen: toasts });
});

scenario(
    'a setting of the wrong kind is ignored, also one that a folder brings along',
    { ...setting, files: { ...setting.files, '.vscode/settings.json': '{ "fixerr.disabledLanguages": [null] }' }, settings: { 'fixerr.enable': 'yes' } },
    repairs,
);
