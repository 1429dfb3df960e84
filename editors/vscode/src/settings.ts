// The settings that the extension itself reads. All others are the server's, which asks for them.

import { type ConfigurationScope, workspace } from 'vscode';

import { languageList } from './languages';

export const SECTION = 'fixerr';

/** Settings that mean nothing to the server, which would report them as unknown. */
const OURS = new Set(['serverPath', 'trace']);

/** The program that the user chose, or nothing. */
export function serverPath(): string {
  return read<string>('serverPath', '').trim();
}

export function isEnabled(scope: ConfigurationScope): boolean {
  return read<boolean>('enable', true, scope);
}

export function disabledLanguages(scope: ConfigurationScope): string[] {
  return languageList(workspace.getConfiguration(SECTION, scope).get('disabledLanguages'));
}

export function isTracing(): boolean {
  return read<string>('trace.server', 'off') !== 'off';
}

/** What the settings that decide what runs say on a command line. */
export function modelArguments(): string[] {
  const model = read<string>('model', '').trim();
  const device = read<string>('device', 'auto');
  const threads = read<number>('threads', 0);
  return [
    ...(model === '' ? [] : ['--model', model]),
    ...(device === 'auto' ? [] : ['--device', device]),
    ...(threads === 0 ? [] : ['--threads', String(threads)]),
  ];
}

/** The server's part of what stands under `fixerr`. */
export function serversPart(section: unknown): unknown {
  if (typeof section !== 'object' || section === null) {
    return section;
  }
  return Object.fromEntries(Object.entries(section).filter(([key]) => !OURS.has(key)));
}

/** A setting of the wrong kind, which VS Code passes on as it is, counts as none; the server reports it. */
function read<T extends string | number | boolean>(key: string, otherwise: T, scope?: ConfigurationScope): T {
  const value: unknown = workspace.getConfiguration(SECTION, scope).get(key);
  return typeof value === typeof otherwise ? (value as T) : otherwise;
}
