import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';

import { findServer, ServerNotFound, type Surroundings } from '../findServer';

let folder: string;
let bare: Surroundings;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fixerr-'));
  const at = (name: string) => path.join(folder, name);
  bare = {
    configured: '',
    extensionFolder: at('extension'),
    home: at('home'),
    searchPath: '',
    isWindows: false,
  };
});

after(() => rm(folder, { recursive: true }));

async function program(name: string, mode = 0o755): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '');
  await chmod(file, mode);
  return file;
}

async function refusal(surroundings: Surroundings): Promise<string> {
  const error: unknown = await findServer(surroundings).then(
    () => assert.fail('a server was found'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ServerNotFound);
  return error.message;
}

void test('without any server the message says what to do', async () => {
  const message = await refusal(bare);
  assert.match(message, /Install it, or name it in the setting fixerr\.serverPath/);
});

void test('the path is searched in its order, but for relative folders and what cannot be run', async () => {
  await program('a/fixerr-server', 0o644);
  const second = await program('b/fixerr-server');
  await program('c/fixerr-server');
  const searchPath = ['.', '', 'a', 'b', 'c'].map(name => (name.length === 1 && name !== '.' ? path.join(folder, name) : name));
  const found = await findServer({ ...bare, searchPath: searchPath.join(path.delimiter) });
  assert.deepEqual(found, { program: second, foundBy: 'on your PATH' });
});

void test('the server that came with the extension comes first, and may be run', async () => {
  const bundled = await program('with/server/fixerr-server', 0o644);
  const searchPath = path.dirname(await program('elsewhere/fixerr-server'));
  const found = await findServer({ ...bare, extensionFolder: path.join(folder, 'with'), searchPath });
  assert.equal(found.program, bundled);
  assert.equal((await stat(bundled)).mode & 0o111, 0o111);
});

void test('on Windows it is an exe', async () => {
  const bundled = await program('windows/server/fixerr-server.exe');
  const found = await findServer({ ...bare, extensionFolder: path.join(folder, 'windows'), isWindows: true });
  assert.equal(found.program, bundled);
});

void test('what the user names beats the rest, and is taken or refused', async () => {
  const named = await program('home/bin/mine');
  await program('with-too/server/fixerr-server');
  const surroundings = { ...bare, extensionFolder: path.join(folder, 'with-too') };
  for (const configured of [named, '~/bin/mine']) {
    assert.equal((await findServer({ ...surroundings, configured })).program, named);
  }
  const locked = await program('home/bin/locked', 0o644);
  const reasons: [configured: string, reason: RegExp][] = [
    [path.join(folder, 'nowhere'), /where there is no program/],
    [folder, /where there is no program/],
    [locked, /may not be executed/],
    ['bin/mine', /not a full path/],
  ];
  for (const [configured, reason] of reasons) {
    const message = await refusal({ ...surroundings, configured });
    assert.match(message, reason);
    assert.ok(message.includes(`fixerr.serverPath names ${configured}`), message);
  }
});
