/** The command line as k6 reads it, put as Node's parser takes it: `-u=5`, `--quiet=false`, `--http-debug`. */

import { ChaosError } from '../../../harness/contracts/errors.ts';
import { bareValues, flagTable, refusedFlags, refusedShort } from './flag-table.ts';

interface Flag {
  readonly type: 'string';
  readonly short?: string;
  readonly isSwitch?: true;
}
const table: Readonly<Record<string, Flag>> = flagTable;

/** Names of flags by their letters. */
const letters = new Map(
  Object.entries(table).flatMap(([name, { short }]) =>
    short === undefined ? [] : [[short, name] as const],
  ),
);

/** Throws CHAOS_ERR_USAGE for a flag of k6 that is not supported, saying what to do. */
export function normalised(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  const flags = end === -1 ? argv : argv.slice(0, end);
  return [...joined(flags).flatMap(apart).flatMap(oneFlag), ...(end === -1 ? [] : argv.slice(end))];
}

/** A switch and a `true` or `false` after it are one (no script has that name), and so are a flag and a number below 0. */
function joined(words: readonly string[]): string[] {
  const whole: string[] = [];
  for (const word of words) {
    const last = whole.at(-1) ?? '';
    const flag = last.startsWith('--') ? table[last.slice(2)] : undefined;
    const values = flag?.isSwitch === true ? /^(true|false)$/ : /^-\d/;
    if (flag !== undefined && values.test(word)) whole.splice(-1, 1, `${last}=${word}`);
    else whole.push(word);
  }
  return whole;
}

/** `-qw` → `-q`, `-w`. */
function apart(word: string): string[] {
  const [, first = '', rest = ''] = /^-([a-z])([a-z].*)$/.exec(word) ?? [];
  const isSwitch = table[letters.get(first) ?? '']?.isSwitch === true;
  return isSwitch ? [`-${first}`, ...apart(`-${rest}`)] : [word];
}

function oneFlag(word: string): string[] {
  const { name, value } = partsOf(word);
  assertKnown(word, name);
  const flag = table[name];
  if (flag === undefined) return [word];
  if (flag.isSwitch === true) return switched(name, value);
  const bare = bareValues[name];
  if (bare !== undefined) return [`--${name}=${value ?? bare}`];
  return value === undefined ? [word] : [`--${name}=${value}`];
}

/** `-u=5` → `vus`, `5`; no name for what is no flag by itself. */
function partsOf(word: string): { name: string; value: string | undefined } {
  const [, long, short = '', value] =
    /^(?:--([a-z][\w-]*)|-([a-z]))(?:=([\s\S]*))?$/.exec(word) ?? [];
  return { name: long ?? letters.get(short) ?? refusedShort[short] ?? '', value };
}

function assertKnown(word: string, name: string): void {
  const help = refusedFlags[name];
  if (help === undefined) return;
  throw new ChaosError('CHAOS_ERR_USAGE', `${word}: --${name} is not supported`, { help });
}

function switched(name: string, value = 'true'): string[] {
  const isOn = /^(true|1|t)$/i.test(value);
  if (isOn || /^(false|0|f)$/i.test(value)) return [`--${name}=${isOn}`];
  throw new ChaosError('CHAOS_ERR_USAGE', `--${name}=${value} is neither true nor false`, {
    help: `Write --${name} or --${name}=false.`,
  });
}
