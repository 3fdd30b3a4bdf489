/** Quantities as the end-of-test summary prints them. */

/** 0.25 → `250µs`, 140.36 → `140.36ms`, 61000 → `1m1s`. A fixed unit is `s`, `ms` or `us`. */
export function formatTime(ms: number, unit = ''): string {
  if (unit === 's') return `${short(ms / 1000)}s`;
  if (unit === 'ms') return `${short(ms)}ms`;
  if (unit === 'us') return `${short(ms * 1000)}µs`;
  if (ms === 0) return '0s';
  if (Math.abs(ms) < 1) return `${short(ms * 1000)}µs`;
  if (Math.abs(ms) < 1000) return `${short(ms)}ms`;
  if (Math.abs(ms) < 60_000) return `${short(ms / 1000)}s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const rest = `${minutes % 60}m${seconds % 60}s`;
  return hours > 0 ? `${hours}h${rest}` : rest;
}

/** 519000 → `519 kB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (Math.abs(size) >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  const text = unit === 0 || size >= 10 ? String(Math.round(size)) : size.toFixed(1);
  return `${text} ${units[unit] ?? 'B'}`;
}

/** At most six decimals, no zeros at the end. */
export function formatNumber(value: number): string {
  return String(Math.round(value * 1e6) / 1e6);
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}
