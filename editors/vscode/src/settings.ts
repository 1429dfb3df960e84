// The settings that the extension itself reads. All others are the server's, which asks for them.

import { type ConfigurationScope, workspace } from 'vscode';

export const SECTION = 'fixerr';

/** Settings that mean nothing to the server, which would report them as unknown. */
const OURS = new Set(['serverPath', 'trace']);

/** The program that the user chose, or nothing. */
export function serverPath(): string {
  return read('serverPath', '').trim();
}

export function isEnabled(scope: ConfigurationScope): boolean {
  return read('enable', true, scope);
}

export function disabledLanguages(scope: ConfigurationScope): string[] {
  return read<string[]>('disabledLanguages', [], scope);
}

export function isTracing(): boolean {
  return read<string>('trace.server', 'off') !== 'off';
}

/** What the settings that decide what runs say on a command line. */
export function modelArguments(): string[] {
  const model = read('model', '').trim();
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

function read<T>(key: string, otherwise: T, scope?: ConfigurationScope): T {
  return workspace.getConfiguration(SECTION, scope).get<T>(key) ?? otherwise;
}
