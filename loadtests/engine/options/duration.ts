/** Durations as k6 scripts write them: `1h2m3.5s`, `500ms`, or a bare number of milliseconds. */

import { OptionsError } from './options-error.ts';

const unitMs: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  µs: 0.001,
  ns: 0.000001,
};
const part = /(\d+(?:\.\d*)?|\.\d+)(d|h|ms|m|s|us|µs|ns)/y;

/** Milliseconds. Throws OptionsError naming `field`. */
export function parseDuration(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  if (typeof value === 'string') {
    const ms = parseText(value.trim());
    if (ms !== undefined) return ms;
  }
  throw OptionsError.of(
    field,
    `is not a duration: ${JSON.stringify(value)}`,
    'Write `30s`, `1m30s`, `500ms`, or a number of milliseconds.',
  );
}

function parseText(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === '') return undefined;
  let totalMs = 0;
  part.lastIndex = 0;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    const [, amount, unit] = match ?? [];
    if (amount === undefined || unit === undefined) return undefined;
    totalMs += Number(amount) * (unitMs[unit] ?? 0);
  }
  return totalMs;
}

/** 630000 → `10m30s`: as k6 prints durations of scenarios. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms) / 1000;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = Math.round((seconds % 60) * 1000) / 1000;
  if (hours > 0) return `${hours}h${minutes}m${rest}s`;
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}
