/**
 * From samples of reserved metrics to history events: the one mapping, whether the samples come from the
 * embedded engine or from the JSON stream of a k6. Scripts report what only they can know (sequence gaps).
 */

import type { ClientEvent } from '../../harness/contracts/history.ts';

/** Metric names a script uses for facts of the history; all are counters with a `connection` tag. */
export const reservedMetrics = {
  gap: 'chaos_gap',
  gapFilled: 'chaos_gap_filled',
  gapReported: 'chaos_gap_reported',
  received: 'chaos_received',
} as const;

const rangeKinds = {
  [reservedMetrics.gap]: 'client.gap',
  [reservedMetrics.gapFilled]: 'client.gap-filled',
  [reservedMetrics.gapReported]: 'client.gap-reported',
} as const;

export interface MetricSample {
  readonly metric: string;
  readonly value: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly atUs: number;
}

/** Undefined for metrics that are not reserved, and for samples whose tags say too little. */
export function toHistoryEvent({
  metric,
  value,
  tags,
  atUs,
}: MetricSample): ClientEvent | undefined {
  const { connection } = tags;
  if (connection === undefined) return undefined;
  const whole = (name: string): number => Number(tags[name]);
  if (metric in rangeKinds) {
    const kind = rangeKinds[metric as keyof typeof rangeKinds];
    const [fromSeq, toSeq] = [whole('from'), whole('to')];
    if (!Number.isInteger(fromSeq) || !Number.isInteger(toSeq)) return undefined;
    return { kind, connection, fromSeq, toSeq, atUs };
  }
  if (metric !== reservedMetrics.received) return undefined;
  const [lastSeq, repeated] = [whole('lastSeq'), whole('repeated')];
  if (!Number.isInteger(lastSeq) || !Number.isInteger(repeated)) return undefined;
  return { kind: 'client.received', connection, count: value, lastSeq, repeated, atUs };
}
