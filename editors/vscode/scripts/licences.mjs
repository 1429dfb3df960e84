// The licences of the packages that a bundle holds: all of them ask to be kept with copies.

import { readdir, readFile } from 'node:fs/promises';

/** One text with all licences, for the files that went into a bundle. */
export async function licencesOf(inputs) {
  const folders = new Set(inputs.flatMap(input => packageFolder(input) ?? []));
  const parts = await Promise.all([...folders].sort().map(licenceOf));
  return `The extension's bundle holds these packages.\n\n${parts.join('\n')}`;
}

function packageFolder(input) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const file = (await readdir(folder)).find(entry => /^licen[cs]e/i.test(entry));
  if (file === undefined) {
    throw new Error(`${folder} has no licence text`);
  }
  return `${'-'.repeat(72)}\n${name} ${version} (${license})\n\n${await readFile(`${folder}/${file}`, 'utf8')}`;
}
