// Bundles the extension and all that it imports into one file, so that no package has to be shipped or installed.

import { mkdir, rm, writeFile } from 'node:fs/promises';

import { build, context } from 'esbuild';

import { licencesOf } from './licences.mjs';

const watching = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const options = {
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  // The oldest VS Code that is supported runs extensions on this Node.
  target: 'node20',
  platform: 'node',
  format: 'cjs',
  external: ['vscode'],
  minify: !watching,
  sourcemap: watching,
  // Packages that have ES modules let esbuild leave out what is not used.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  metafile: true,
  logLevel: 'info',
};

await rm('dist', { recursive: true, force: true });
await mkdir('dist');
if (watching) {
  await (await context(options)).watch();
} else {
  const { metafile } = await build(options);
  await writeFile('dist/LICENCES.txt', await licencesOf(Object.keys(metafile.inputs)));
}
