/** What k6 writes to stderr: lines of its log, most of them the script's own. */

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly text: string;
}

const levels: Readonly<Record<string, LogLine['level']>> = {
  warning: 'warn',
  warn: 'warn',
  error: 'error',
  fatal: 'error',
  panic: 'error',
};

/** `--log-format json` writes objects; a crash writes plain text. */
export function parseLogLine(line: string): LogLine {
  const { level, msg, error } = fieldsOf(line);
  if (typeof msg !== 'string') return { level: 'info', text: line };
  const more = typeof error === 'string' && error !== '' ? `: ${error}` : '';
  return { level: levels[String(level)] ?? 'info', text: `${msg}${more}` };
}

function fieldsOf(line: string): { level?: unknown; msg?: unknown; error?: unknown } {
  if (!line.startsWith('{')) return {};
  try {
    return (JSON.parse(line) ?? {}) as object;
  } catch {
    return {};
  }
}
