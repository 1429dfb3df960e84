// The languages that FixErr knows, as VS Code and as FixErr's settings name them.

/** VS Code's language ids, with names for people. */
const NAMES: Readonly<Record<string, string>> = {
  java: 'Java',
  python: 'Python',
  javascript: 'JavaScript',
  javascriptreact: 'JavaScript',
  typescript: 'TypeScript',
  typescriptreact: 'TypeScript',
  go: 'Go',
  rust: 'Rust',
  c: 'C',
  cpp: 'C++',
};

/** Files on disk and new ones. All others (old versions in git, remote repositories, output) are left alone. */
export const SCHEMES = ['file', 'untitled'] as const;

export const LANGUAGE_IDS = Object.keys(NAMES);

/** All languages, for people. */
export const LANGUAGES = [...new Set(Object.values(NAMES))].join(', ').replace(/, (?=[^,]*$)/, ' or ');

/** The documents that the server is told about. */
export const DOCUMENT_SELECTOR = LANGUAGE_IDS.flatMap(language => SCHEMES.map(scheme => ({ language, scheme })));

/** As much of a document as decides whether it can be repaired. */
export interface Kind {
  readonly languageId: string;
  readonly uri: { readonly scheme: string };
}

export function isSupported(document: Kind): boolean {
  return Object.hasOwn(NAMES, document.languageId) && SCHEMES.some(scheme => scheme === document.uri.scheme);
}

/** A language's name for people. */
export function languageName(languageId: string): string {
  return NAMES[languageId] ?? languageId;
}

/** A language as `fixerr.disabledLanguages` names it: React's dialects go with the language. */
export function settingName(languageId: string): string {
  return languageId.replace(/react$/, '');
}

/** What of a setting can be a list of languages: VS Code passes on whatever stands there. */
export function languageList(value: unknown): string[] {
  return Array.isArray(value) && value.every(one => typeof one === 'string') ? value : [];
}

/** Whether a list of disabled languages holds this one. */
export function isDisabled(languageId: string, disabled: readonly string[]): boolean {
  return disabled.some(name => settingName(name) === settingName(languageId));
}

/** The list with this language in it, or without it if it was. */
export function toggled(languageId: string, disabled: readonly string[]): string[] {
  const others = disabled.filter(name => settingName(name) !== settingName(languageId));
  return isDisabled(languageId, disabled) ? others : [...others, settingName(languageId)];
}
