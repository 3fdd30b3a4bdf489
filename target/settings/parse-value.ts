/** The text of one flag as its value, or one clear sentence. */

import { parseDuration } from './duration.ts';
import type { Flag } from './flags.ts';
import { UsageError } from './usage-error.ts';

/** Throws UsageError. */
export function parseValue(flag: Flag, text: string): unknown {
  if (flag.kind === 'text') return parseText(flag, text);
  if (flag.kind === 'duration') {
    const ms = parseDuration(text);
    if (ms !== undefined && ms > 0) return ms;
    throw wants(flag, 'a time with a unit such as 250ms', text);
  }
  if (flag.kind === 'choice') {
    if (flag.values.has(text)) return flag.values.get(text);
    throw wants(flag, `one of ${[...flag.values.keys()].join(', ')}`, text);
  }
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= flag.min && count <= flag.max) return count;
  throw wants(flag, `a whole number from ${String(flag.min)} to ${String(flag.max)}`, text);
}

/** A variable that was not set must not stand for a token that everybody has. */
function parseText(flag: Flag, text: string): string {
  if (text !== '') return text;
  throw wants(flag, 'some text', 'nothing');
}

function wants({ name }: Flag, what: string, text: string): UsageError {
  return new UsageError(`--${name} wants ${what}, not ${text}`);
}
