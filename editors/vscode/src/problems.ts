// Which diagnostics of a file are worth a repair.

/** As much of a diagnostic as matters. */
export interface Problem {
  readonly range: { readonly start: { readonly line: number } };
  /** As VS Code counts: 0 an error, 1 a warning. */
  readonly severity: number;
  readonly source?: string | undefined;
}

/** What one command asks for at most, so that a file full of errors does not take minutes. */
const MOST = 100;
const WARNING = 1;

/**
 * Others' errors and warnings in the file's order, the most severe of each line, and how many are left for another time. Where not
 * all can be asked for, errors go before warnings.
 */
export function problemsToFix<P extends Problem>(diagnostics: readonly P[]): { problems: P[]; left: number } {
  const byLine = (a: P, b: P) => a.range.start.line - b.range.start.line;
  const all = diagnostics
    .filter(({ severity, source }) => severity <= WARNING && source?.toLowerCase() !== 'fixerr')
    .sort((a, b) => byLine(a, b) || a.severity - b.severity);
  const first = all.filter((problem, at) => problem.range.start.line !== all[at - 1]?.range.start.line);
  const problems = [...first].sort((a, b) => a.severity - b.severity).slice(0, MOST);
  return { problems: problems.sort(byLine), left: first.length - problems.length };
}
