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
  answers: 'chaos_answers',
  foreign: 'chaos_foreign',
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

type Told = Omit<MetricSample, 'metric'> & { readonly connection: string };

/** Undefined for metrics that are not reserved, and for samples whose tags say too little. */
export function toHistoryEvent(sample: MetricSample): ClientEvent | undefined {
  const { metric, value, tags, atUs } = sample;
  const { connection } = tags;
  if (connection === undefined) return undefined;
  const told = { connection, value, tags, atUs };
  if (metric in rangeKinds) return rangeEvent(rangeKinds[metric as keyof typeof rangeKinds], told);
  if (metric === reservedMetrics.received) return receivedEvent(told);
  if (metric === reservedMetrics.answers) return answersEvent(told);
  if (metric !== reservedMetrics.foreign) return undefined;
  return { kind: 'client.foreign', connection, what: tags['what'] ?? 'a message', atUs };
}

function rangeEvent(
  kind: (typeof rangeKinds)[keyof typeof rangeKinds],
  { connection, tags, atUs }: Told,
): ClientEvent | undefined {
  const [fromSeq, toSeq] = [Number(tags['from']), Number(tags['to'])];
  if (!Number.isInteger(fromSeq) || !Number.isInteger(toSeq)) return undefined;
  return { kind, connection, fromSeq, toSeq, atUs };
}

function receivedEvent({ connection, value, tags, atUs }: Told): ClientEvent | undefined {
  const [lastSeq, repeated] = [Number(tags['lastSeq']), Number(tags['repeated'])];
  if (!Number.isInteger(lastSeq) || !Number.isInteger(repeated)) return undefined;
  return { kind: 'client.received', connection, count: value, lastSeq, repeated, atUs };
}

function answersEvent({ connection, value, tags, atUs }: Told): ClientEvent | undefined {
  const slowestMs = Number(tags['slowestMs']);
  const [waiting, waitedMs] = [Number(tags['waiting']), Number(tags['waitedMs'])];
  if (![slowestMs, waiting, waitedMs].every(Number.isFinite)) return undefined;
  return {
    ...{ kind: 'client.answers', connection, answered: value },
    ...{ slowestMs, waiting, waitedMs, atUs },
  };
}
