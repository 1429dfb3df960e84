// What the server writes to standard error, line by line.

export type Level = 'error' | 'warn' | 'info';

export interface LogLine {
  readonly level: Level;
  readonly text: string;
}

const PATTERN = /^\d{4}-\d\d-\d\dT[\d:.]+Z\s+(ERROR|WARN|INFO|DEBUG|TRACE)\s+(.*)$/;

/**
 * Reads a line of the server's log. The log of VS Code has its own time and level; lines below `info` are told as `info`,
 * because `fixerr.logLevel` has already chosen them and the channel's own level would hide them again.
 */
export function parseLogLine(line: string): LogLine {
  const [, level, text] = PATTERN.exec(line) ?? [];
  switch (level) {
    case 'ERROR':
    case 'WARN':
      return { level: level.toLowerCase() as Level, text: text ?? '' };
    case 'INFO':
      return { level: 'info', text: text ?? '' };
    case 'DEBUG':
    case 'TRACE':
      return { level: 'info', text: `(${level.toLowerCase()}) ${text ?? ''}` };
    default:
      // Not written by the log: the loader of shared libraries, or a panic.
      return { level: 'warn', text: line };
  }
}
