/** Structured logs: one JSON object a line, on stderr, from the chosen level on. */

import type { TargetClock } from '../clock.ts';

export type LogLevel = 'warn' | 'info';
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Journal {
  readonly warn: (event: string, fields: LogFields) => void;
  readonly info: (event: string, fields: LogFields) => void;
}

export const silentJournal: Journal = { warn: () => undefined, info: () => undefined };

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
  return { warn: log('warn'), info: level === 'info' ? log('info') : silentJournal.info };
}
