/** `console` of scripts: lines for the log. */

import { inspect } from 'node:util';
import type { LogLevel, RunContext } from './run-context.ts';

type Write = (...values: unknown[]) => void;

export function scriptConsole(context: Pick<RunContext, 'log'>): Readonly<Record<string, Write>> {
  const at =
    (level: LogLevel): Write =>
    (...values) => {
      context.log(level, values.map(textOf).join(' '), 'console');
    };
  return {
    log: at('info'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    debug: at('debug'),
  };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'function') return '[object Function]';
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return inspect(value, { depth: 4, breakLength: Infinity });
  }
}
