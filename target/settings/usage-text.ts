/** What `node target/main.ts --help` prints: every flag, what it is for, and its default. */

import { flags, type Flag } from './flags.ts';
import { defaults } from './settings.ts';

export function usageText(): string {
  const names = flags.map((flag) => `  --${flag.name} ${valueOf(flag)}`);
  const width = Math.max(...names.map(({ length }) => length)) + 2;
  const lines = flags.map(
    (flag, index) => `${(names[index] ?? '').padEnd(width)}${flag.summary}${defaultOf(flag)}`,
  );
  const usage = 'node target/main.ts [flags]: runs the reference server until SIGTERM.';
  const derived = 'Timings marked * follow from --probe where that is given and they are not.';
  return [usage, '', ...lines, '', derived, ''].join('\n');
}

function valueOf(flag: Flag): string {
  if (flag.kind === 'choice') return [...flag.values.keys()].join('|');
  return { text: '<text>', duration: '<time>', count: '<number>' }[flag.kind];
}

const derivedKeys: ReadonlySet<string> = new Set([
  'urgentMs',
  'resendMs',
  'admitWaitMs',
  'idleTimeoutMs',
  'sweepMs',
]);

function defaultOf(flag: Flag): string {
  const value = defaults[flag.key];
  if (value === undefined) return '';
  const mark = derivedKeys.has(flag.key) ? '*' : '';
  if (flag.kind === 'duration') return ` (${String(value)}ms${mark})`;
  if (flag.kind !== 'choice') return ` (${String(value)})`;
  const named = [...flag.values].find(([, chosen]) => chosen === value);
  return ` (${named?.[0] ?? ''})`;
}
