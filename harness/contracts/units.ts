/** Quantities as people write them in files and flags. */

const unitMs: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** `250ms`, `4s`, `1.5m`, `8h` → milliseconds; undefined for anything else, a bare number included. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(us|ms|s|m|h)$/.exec(text.trim());
  const [, amount, unit] = match ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const factor = unitMs[unit];
  return factor === undefined ? undefined : Number(amount) * factor;
}

/** 4000 → `4s`, 250 → `250ms`: the longest unit that keeps it whole, or two decimals of a second. */
export function formatDurationMs(ms: number): string {
  if (ms >= 60_000 && ms % 60_000 === 0) return `${String(ms / 60_000)}m`;
  if (ms >= 1000) return `${String(Math.round(ms / 10) / 100)}s`;
  return `${String(Math.round(ms * 10) / 10)}ms`;
}
