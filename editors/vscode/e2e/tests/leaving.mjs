// What is left when the extension's surroundings go away. This comes last: it takes down what all tests share.

import assert from 'node:assert/strict';
import { keyword } from '../lib/cases.mjs';
import { scenario } from '../lib/harness.mjs';
import { findProcesses } from '../lib/processes.mjs';
import { until } from '../lib/wait.mjs';

const setting = { files: { [keyword.name]: keyword.text }, open: keyword.name };

scenario('a server ends with its extension host, however that ends', setting, async ({ window, server }) => {
    await window.statusBar.waitFor(/wand/);
    const [{ pid, parent }] = await server.servers();
    process.kill(parent, 'SIGKILL');
    await until('the server ends', async () => !(await server.servers()).some((found) => found.pid === pid), { seen: () => server.servers() });
});

scenario('nothing is left of the extension when it was uninstalled, nor of anything when VS Code was stopped', setting, async (stage) => {
    const { window, folder, server } = stage;
    await window.statusBar.waitFor(/wand/);
    await window.close();
    await until("the closed window's server ends", async () => (await server.servers()).length === 0, { seen: () => server.servers() });
    await server.uninstall('fixerr.fixerr');
    assert.ok(!(await server.installed()).includes('fixerr.fixerr'));

    const second = await stage.openWindow(folder, keyword.name);
    await second.command('Developer: Show Running Extensions');
    const rows = await until('the running extensions', async () => {
        const found = await second.messages.runningExtensions();
        return found.some(({ name }) => name === 'Git') && found;
    });
    assert.ok(!rows.some(({ name }) => name === 'FixErr'), JSON.stringify(rows));
    assert.deepEqual(await server.servers(), []);
    await second.close();
    await server.stop();
    assert.deepEqual(await findProcesses(server.folder), []);
});
