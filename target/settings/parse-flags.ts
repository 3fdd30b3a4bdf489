/** The command line of the server, turned into settings or into one clear sentence. */

import { parseArgs } from 'node:util';
import { flagNamed, flags } from './flags.ts';
import { parseValue } from './parse-value.ts';
import { defaults, type Settings } from './settings.ts';
import { UsageError } from './usage-error.ts';

type Draft = { -readonly [Key in keyof Settings]?: Settings[Key] };

/** Throws UsageError. Timings that were not given follow from the probe interval. */
export function parseFlags(args: readonly string[]): Settings {
  const draft: Draft = {};
  for (const [name, text] of tokens(args)) {
    const flag = flagNamed(name);
    if (flag === undefined) throw new UsageError(`unknown flag --${name}${suggestion(name)}`);
    Object.assign(draft, { [flag.key]: parseValue(flag, text) });
  }
  return { ...defaults, ...derived(draft), ...draft };
}

function* tokens(args: readonly string[]): Generator<[string, string]> {
  const options = Object.fromEntries(flags.map(({ name }) => [name, { type: 'string' as const }]));
  const parsed = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of parsed.tokens) {
    if (token.kind === 'positional') throw new UsageError(`unexpected argument ${token.value}`);
    if (token.kind !== 'option') continue;
    if (flagNamed(token.name) !== undefined && token.value === undefined) {
      throw new UsageError(`${token.rawName} needs a value`);
    }
    yield [token.name, token.value ?? ''];
  }
}

/** Fast probes want fast resends and fast admission: keep the ratios of the defaults, within bounds. */
function derived(draft: Draft): Draft {
  const probeMs = draft.probeMs ?? defaults.probeMs;
  const urgentMs = draft.urgentMs ?? clamp(0.8 * probeMs, 200, defaults.urgentMs);
  return {
    urgentMs,
    resendMs: clamp(0.6 * probeMs, 100, defaults.resendMs),
    admitWaitMs: 4 * urgentMs,
    idleTimeoutMs: clamp(6 * probeMs, 1500, defaults.idleTimeoutMs),
    sweepMs: clamp(4 * probeMs, 500, defaults.sweepMs),
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

function suggestion(name: string): string {
  const near = flags.find((flag) => flag.name.startsWith(name) || name.startsWith(flag.name));
  return near === undefined ? '' : `; did you mean --${near.name}?`;
}
