/** Two recordings of one script side by side. */

import type { Recording } from './recording.ts';

export interface ComparedRow {
  readonly script: string;
  /** `exit code`, or the kind and name of a figure. */
  readonly what: string;
  readonly embedded: string;
  readonly k6: string;
  readonly isSame: boolean;
}

const parts = ['checks', 'counters', 'rates', 'samples', 'thresholds'] as const;

export function compareRecordings(
  script: string,
  embedded: Recording,
  k6: Recording,
): readonly ComparedRow[] {
  const row = (what: string, ours: Figure, theirs: Figure): ComparedRow => ({
    script,
    what,
    embedded: shown(ours),
    k6: shown(theirs),
    isSame: ours === theirs,
  });
  return [
    row('exit code', embedded.exitCode, k6.exitCode),
    ...parts.flatMap((part) => {
      const [ours, theirs] = [embedded[part], k6[part]];
      const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].toSorted();
      return names.map((name) => row(`${part} ${name}`, ours[name], theirs[name]));
    }),
  ];
}

type Figure = number | string | boolean | null | undefined;

function shown(figure: Figure): string {
  if (figure === undefined) return '–';
  if (typeof figure === 'boolean') return figure ? 'held' : 'failed';
  return String(figure);
}

/** A line a row; those that differ carry a mark. */
export function comparisonTable(rows: readonly ComparedRow[]): string {
  const head = { script: 'script', what: 'figure', embedded: 'embedded', k6: 'k6' };
  const columns = ['script', 'what', 'embedded', 'k6'] as const;
  const widths = columns.map((column) =>
    Math.max(...[head, ...rows].map((row) => row[column].length)),
  );
  const line = (row: typeof head, mark: string): string =>
    `${mark} ${columns.map((column, index) => row[column].padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd();
  return [line(head, ' '), ...rows.map((row) => line(row, row.isSame ? '✓' : '✗'))].join('\n');
}
