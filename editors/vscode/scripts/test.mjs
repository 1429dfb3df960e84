// Bundles the unit tests and runs them with Node's own runner, with a stand-in for VS Code.

import { spawnSync } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';

import { build } from 'esbuild';

const OUT = 'out/test';

const tests = (await readdir('src/test')).filter(name => name.endsWith('.test.ts'));
await rm(OUT, { recursive: true, force: true });
await build({
  entryPoints: tests.map(name => `src/test/${name}`),
  outdir: OUT,
  bundle: true,
  target: 'node20',
  platform: 'node',
  format: 'cjs',
  alias: { vscode: './src/test/vscode.mjs' },
  sourcemap: 'inline',
  logLevel: 'warning',
});
const files = tests.map(name => `${OUT}/${name.replace(/ts$/, 'js')}`);
const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], { stdio: 'inherit' });
process.exitCode = status ?? 1;
