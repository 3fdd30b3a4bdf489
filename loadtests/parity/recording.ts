/** What one engine made of one script, as far as two engines can be expected to agree. */

import type { LoadEvent } from '../../harness/contracts/history.ts';
import { parseRecord, type PointRecord } from '../drivers/k6/json-records.ts';
import { summaryEvents } from '../drivers/k6/summary-events.ts';

export interface Recording {
  readonly exitCode: number | null;
  /** Sums of counters by name. */
  readonly counters: Readonly<Record<string, number>>;
  /** How many samples each trend has. */
  readonly samples: Readonly<Record<string, number>>;
  /** `passes/total` by the rate's name. */
  readonly rates: Readonly<Record<string, string>>;
  /** `passes/total` by the check's name. */
  readonly checks: Readonly<Record<string, string>>;
  /** Whether they held, by `metric: expression`. */
  readonly thresholds: Readonly<Record<string, boolean>>;
}

/** Sums of bytes and gauges of users differ between engines with equal right. */
const notCompared: ReadonlySet<string> = new Set(['data_sent', 'data_received', 'checks']);

interface Tally {
  total: number;
  sum: number;
  passes: number;
}

/** From the lines of `--out json` and the text of `--summary-export`; either may be empty. */
export function recordingOf(
  exitCode: number | null,
  lines: Iterable<string>,
  summary: string,
): Recording {
  const kinds = new Map<string, string>();
  const metrics = new Map<string, Tally>();
  const checks = new Map<string, Tally>();
  for (const line of lines) {
    const record = parseRecord(line);
    if (record?.type === 'Metric') kinds.set(record.metric, record.kind);
    else if (record !== undefined) takePoint(record, { metrics, checks });
  }
  const ofKind = (...wanted: readonly string[]): [string, Tally][] =>
    [...metrics].filter(
      ([name]) => wanted.includes(kinds.get(name) ?? '') && !notCompared.has(name),
    );
  return {
    exitCode,
    counters: byName(ofKind('counter'), ({ sum }) => sum),
    samples: byName(ofKind('trend'), ({ total }) => total),
    rates: byName(ofKind('rate'), ({ passes, total }) => `${passes}/${total}`),
    checks: byName([...checks], ({ passes, total }) => `${passes}/${total}`),
    thresholds: thresholdsOf(summaryEvents(summary, kinds, 0)),
  };
}

function takePoint(
  { metric, value, tags }: PointRecord,
  { metrics, checks }: { metrics: Map<string, Tally>; checks: Map<string, Tally> },
): void {
  add(metrics, metric, value);
  if (metric === 'checks') add(checks, tags['check'] ?? '', value);
}

function add(tallies: Map<string, Tally>, name: string, value: number): void {
  const tally = tallies.get(name) ?? { total: 0, sum: 0, passes: 0 };
  tally.total += 1;
  tally.sum += value;
  if (value !== 0) tally.passes += 1;
  tallies.set(name, tally);
}

function byName<Value>(
  entries: readonly [string, Tally][],
  value: (tally: Tally) => Value,
): Record<string, Value> {
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, tally]) => [name, value(tally)]));
}

function thresholdsOf(events: readonly LoadEvent[]): Record<string, boolean> {
  return Object.fromEntries(
    events.flatMap((event) =>
      event.kind === 'load.threshold' ? [[`${event.metric}: ${event.expression}`, event.ok]] : [],
    ),
  );
}
