/** `console` of scripts: lines for the log. */

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
  return JSON.stringify(plain(value, []));
}

/** What JSON can say, and words for what it can not. */
function plain(value: unknown, within: readonly unknown[]): unknown {
  if (typeof value === 'function') return '[object Function]';
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  return within.includes(value) ? '[Circular]' : plainObject(value, [...within, value]);
}

function plainObject(value: object, within: readonly unknown[]): unknown {
  if (value instanceof Error) return textOf(value);
  if (value instanceof ArrayBuffer) return [...new Uint8Array(value)];
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return plain((value as { toJSON: () => unknown }).toJSON(), within);
  const isList = Array.isArray(value) || value instanceof Map || value instanceof Set;
  if (isList) return [...(value as Iterable<unknown>)].map((each) => plain(each, within));
  const entries = Object.entries(value).map(([name, each]) => [name, plain(each, within)]);
  return Object.fromEntries(entries) as object;
}
