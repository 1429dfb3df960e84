// Makes a VSIX. There are two forms:
//
//   npm run package                                            the extension alone; it finds the server by its setting or on PATH
//   npm run package -- --target linux-x64 --out FILE.vsix      for one platform, with the server, its runtime and the model
//
// The second carries the folder `server/`, which `cargo xtask dist` fills. It is never in the first, whatever lies there: a
// program for one platform has no place in a VSIX for all. All arguments are passed on to vsce.

import { spawnSync } from 'node:child_process';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';

const IGNORE = '.vscodeignore';
const IGNORE_FOR_PLATFORM = 'out/platform.vscodeignore';

const { repository } = JSON.parse(await readFile('package.json', 'utf8'));
const PAGES = repository.url.replace(/\.git$/, '');
const FOLDER = repository.directory;

const passedOn = process.argv.slice(2);
const target = optionOf('--target', '-t');

await mkdir('out', { recursive: true });
await writeFile('LICENSE.txt', await licence());
let ignoreFile = IGNORE;
if (target !== undefined) {
  await checkServer(target);
  await writeFile(IGNORE_FOR_PLATFORM, `${await readFile(IGNORE, 'utf8')}!server/**\n`);
  ignoreFile = IGNORE_FOR_PLATFORM;
}
const vsce = ['node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--ignoreFile', ignoreFile];
// vsce does not look at `repository.directory` where the page of the extension names a picture.
const links = ['--baseContentUrl', `${PAGES}/blob/HEAD/${FOLDER}`, '--baseImagesUrl', `${PAGES}/raw/HEAD/${FOLDER}`];
process.exitCode = spawnSync(process.execPath, [...vsce, ...links, ...passedOn], { stdio: 'inherit' }).status ?? 1;

function optionOf(...names) {
  const at = passedOn.findIndex(word => names.some(name => word === name || word.startsWith(`${name}=`)));
  return at < 0 ? undefined : (passedOn[at].split('=')[1] ?? passedOn[at + 1]);
}

/** A VSIX for a platform without its server would only fail later, on the user's machine. */
async function checkServer(platform) {
  const program = platform.startsWith('win32') ? 'fixerr-server.exe' : 'fixerr-server';
  for (const file of [program, 'model/fixerr.json', 'model/tokenizer.json', 'model/encoder.onnx', 'model/decoder.onnx']) {
    await access(`server/${file}`).catch(() => {
      throw new Error(`server/${file} is missing; \`cargo xtask dist\` fills server/ and calls this script`);
    });
  }
}

/** The project's two licences as one text, the form that vsce and the marketplace show. */
async function licence() {
  const [mit, apache] = await Promise.all(['MIT', 'APACHE'].map(name => readFile(`../../LICENSE-${name}`, 'utf8')));
  const rule = `\n${'-'.repeat(72)}\n\n`;
  return `FixErr is licensed under either of the two licences below, as you like.\n${rule}${mit}${rule}${apache}`;
}
