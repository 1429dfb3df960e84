// VS Code's server: code-server with folders of its own, an extension installed from its package, and settings.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { endGroup, findProcesses, startGroup } from './processes.mjs';
import { until } from './wait.mjs';

/** @typedef {Record<string, unknown>} Settings */

/** Keeps VS Code calm: nothing opens, asks or changes the text by itself. */
const QUIET = {
    'workbench.startupEditor': 'none',
    'workbench.colorTheme': 'Default Dark Modern',
    'workbench.tips.enabled': false,
    'workbench.enableExperiments': false,
    'security.workspace.trust.enabled': false,
    'telemetry.telemetryLevel': 'off',
    'update.mode': 'none',
    'extensions.autoUpdate': false,
    'extensions.autoCheckUpdates': false,
    'extensions.ignoreRecommendations': true,
    'files.autoSave': 'off',
    'editor.minimap.enabled': false,
    'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
    'typescript.disableAutomaticTypeAcquisition': true,
    'git.openRepositoryInParentFolders': 'never',
    'chat.commandCenter.enabled': false,
    'window.menuBarVisibility': 'compact',
    // How long a machine takes for a fix is not what is tested.
    'fixerr.budgetMs': 60_000,
    'fixerr.loadingWaitMs': 60_000,
};

/** What the machine that VS Code's server runs on has in a file of its own, away from the user's other settings. */
const MACHINES = new Set(['fixerr.serverPath', 'fixerr.model', 'fixerr.device', 'fixerr.threads']);

export class CodeServer {
    /** @type {import('node:child_process').ChildProcess | undefined} */
    #process;
    #port = 0;
    #entry;

    /**
     * @param {string} installation The folder that install.sh filled.
     * @param {string} folder An empty folder for all that this one keeps.
     */
    constructor(installation, folder) {
        this.#entry = path.join(installation, 'node_modules/code-server/out/node/entry.js');
        this.folder = folder;
        this.userData = path.join(folder, 'user-data');
        this.extensions = path.join(folder, 'extensions');
        this.log = path.join(folder, 'code-server.log');
    }

    get url() {
        return `http://127.0.0.1:${this.#port}`;
    }

    /** @param {string} vsix */
    async install(vsix) {
        await this.#command('--install-extension', vsix, '--force');
    }

    /** @param {string} id */
    async uninstall(id) {
        await this.#command('--uninstall-extension', id);
    }

    /** @returns {Promise<string[]>} */
    async installed() {
        return (await this.#command('--list-extensions')).split('\n').map((line) => line.trim());
    }

    /**
     * Puts an extension's folder among the installed ones, as a checkout for development would be.
     *
     * @param {string} folder
     */
    async addFolder(folder) {
        const { publisher, name, version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
        await cp(folder, path.join(this.extensions, `${publisher}.${name}-${version}`), { recursive: true });
    }

    /** The folder of an installed extension. @param {string} id */
    async extensionFolder(id) {
        const found = (await readdir(this.extensions)).find((name) => name.toLowerCase().startsWith(`${id}-`));
        if (found === undefined) {
            throw new Error(`${id} is not installed in ${this.extensions}`);
        }
        return path.join(this.extensions, found);
    }

    /**
     * Replaces the user's settings. A window that is open sees the change.
     *
     * @param {Settings} settings
     */
    async setSettings(settings) {
        const all = Object.entries({ ...QUIET, ...settings });
        for (const [scope, isMachines] of /** @type {const} */ ([['User', false], ['Machine', true]])) {
            const file = path.join(this.userData, scope, 'settings.json');
            await mkdir(path.dirname(file), { recursive: true });
            await writeFile(file, JSON.stringify(Object.fromEntries(all.filter(([key]) => MACHINES.has(key) === isMachines)), null, 4));
        }
    }

    async start() {
        await mkdir(this.userData, { recursive: true });
        await mkdir(this.extensions, { recursive: true });
        if (!existsSync(path.join(this.userData, 'User/settings.json'))) {
            await this.setSettings({});
        }
        this.#port = await freePort();
        this.#process = startGroup(
            process.execPath,
            [
                this.#entry,
                ...this.#folders(),
                '--bind-addr',
                `127.0.0.1:${this.#port}`,
                '--auth=none',
                '--disable-telemetry',
                '--disable-update-check',
                '--disable-workspace-trust',
                '--disable-getting-started-override',
            ],
            { log: this.log, cwd: this.folder, env: this.#environment() },
        );
        const child = this.#process;
        await until('code-server starts', async () => {
            if (child.exitCode !== null) {
                throw new Error(`it ended with status ${child.exitCode}`);
            }
            return (await fetch(`${this.url}/healthz`)).ok;
        }, { seen: () => readFile(this.log, 'utf8') });
    }

    async stop() {
        if (this.#process) {
            await endGroup(this.#process);
            this.#process = undefined;
        }
    }

    /** The language servers that run from this installation. */
    servers() {
        return findProcesses(`${this.extensions}/fixerr.fixerr-`).then((all) =>
            all.filter(({ command }) => /^\S*\/fixerr-server( |$)/.test(command)),
        );
    }

    /** Files that tell what went on, for whoever looks into a failure. */
    async logs() {
        const folder = path.join(this.userData, 'logs');
        const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
        return [
            this.log,
            ...files.filter((file) => file.isFile()).map((file) => path.join(file.parentPath ?? file.path, file.name)),
        ];
    }

    /** @param {string[]} args */
    async #command(...args) {
        await mkdir(this.extensions, { recursive: true });
        const run = promisify(execFile);
        const { stdout } = await run(process.execPath, [this.#entry, ...this.#folders(), ...args], {
            cwd: this.folder,
            env: this.#environment(),
            timeout: 120_000,
        });
        return stdout;
    }

    #folders() {
        return [
            `--config=${path.join(this.folder, 'config.yaml')}`,
            `--user-data-dir=${this.userData}`,
            `--extensions-dir=${this.extensions}`,
        ];
    }

    /** A home of its own, and nothing that would point the server at another model. */
    #environment() {
        const environment = { ...process.env };
        for (const name of Object.keys(environment)) {
            if (/^(FIXERR_|VSCODE_|CODE_SERVER|XDG_|NODE_OPTIONS|NODE_TEST|PORT$)/.test(name)) {
                delete environment[name];
            }
        }
        return { ...environment, HOME: this.folder, SHELL: '/bin/sh' };
    }
}

/** @returns {Promise<number>} */
function freePort() {
    return new Promise((resolve, reject) => {
        const probe = createServer();
        probe.on('error', reject);
        probe.listen(0, '127.0.0.1', () => {
            const address = probe.address();
            probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
        });
    });
}
