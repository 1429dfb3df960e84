// Which `fixerr-server` runs: the one that the user named, else the one that came with the extension, else the one on PATH.

import { constants } from 'node:fs';
import { access, chmod, stat } from 'node:fs/promises';
import * as path from 'node:path';

export interface Server {
  /** Absolute. */
  readonly program: string;
  /** What led to it, for people. */
  readonly foundBy: string;
}

export interface Surroundings {
  /** `fixerr.serverPath`, or nothing. */
  readonly configured: string;
  readonly extensionFolder: string;
  readonly home: string;
  /** `PATH`. */
  readonly searchPath: string;
  readonly isWindows: boolean;
}

/** Says what to do, so that it can be shown as it is. */
export class ServerNotFound extends Error {}

export async function findServer(surroundings: Surroundings): Promise<Server> {
  const { configured, extensionFolder, searchPath, isWindows } = surroundings;
  const name = isWindows ? 'fixerr-server.exe' : 'fixerr-server';
  if (configured !== '') {
    return { program: await checkConfigured(surroundings), foundBy: 'the setting fixerr.serverPath' };
  }
  const bundled = path.join(extensionFolder, 'server', name);
  if (await isFile(bundled)) {
    await makeExecutable(bundled);
    return { program: bundled, foundBy: 'came with the extension' };
  }
  for (const folder of searchPath.split(path.delimiter)) {
    const program = path.join(folder, name);
    // A relative entry would mean another folder in every window, perhaps one that someone else wrote.
    if (path.isAbsolute(folder) && (await isFile(program)) && (await isExecutable(program))) {
      return { program, foundBy: 'on your PATH' };
    }
  }
  throw new ServerNotFound(
    'FixErr found no fixerr-server: this build of the extension brings none, and none is on your PATH. Install it, or name it in the setting fixerr.serverPath.',
  );
}

async function checkConfigured({ configured, home }: Surroundings): Promise<string> {
  const program = configured.startsWith('~/') ? path.join(home, configured.slice(2)) : configured;
  const refuse = (problem: string) => new ServerNotFound(`The setting fixerr.serverPath names ${configured}, ${problem}`);
  if (!path.isAbsolute(program)) {
    throw refuse('which is not a full path.');
  }
  if (!(await isFile(program))) {
    throw refuse('where there is no program.');
  }
  if (!(await isExecutable(program))) {
    throw refuse('which may not be executed.');
  }
  return program;
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(found => found.isFile(), () => false);
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(() => true, () => false);
}

/** Not every way to unpack an extension keeps the permissions. */
async function makeExecutable(program: string): Promise<void> {
  if (await isExecutable(program)) {
    return;
  }
  try {
    await chmod(program, 0o755);
  } catch (error) {
    throw new ServerNotFound(`${program} may not be executed, and that could not be changed: ${String(error)}`);
  }
}
