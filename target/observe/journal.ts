/** Structured logs: one JSON object a line, on stderr, from the chosen level on. */

import type { TargetClock } from '../clock.ts';

export type LogLevel = 'warn' | 'info';
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Journal {
  /** Whether `info` writes anything; spares the busiest callers the making of its fields. */
  readonly isVerbose: boolean;
  readonly warn: (event: string, fields: LogFields) => void;
  readonly info: (event: string, fields: LogFields) => void;
}

export const silentJournal: Journal = {
  isVerbose: false,
  warn: () => undefined,
  info: () => undefined,
};

export interface JournalOptions {
  readonly level: 'off' | LogLevel;
  readonly clock: TargetClock;
  readonly write: (line: string) => void;
}

export function journal({ level, clock, write }: JournalOptions): Journal {
  if (level === 'off') return silentJournal;
  const log =
    (name: LogLevel) =>
    (event: string, fields: LogFields): void => {
      write(`${JSON.stringify({ atUs: clock.nowUs(), level: name, event, ...fields })}\n`);
    };
  const isVerbose = level === 'info';
  return { isVerbose, warn: log('warn'), info: isVerbose ? log('info') : silentJournal.info };
}
