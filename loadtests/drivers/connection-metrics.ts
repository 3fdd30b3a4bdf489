/**
 * What becomes of each connection, told by the script: the embedded engine sees that itself, a k6 reports it only
 * through metrics. No imports but types, because scripts import this file.
 */

import type { ClientEvent } from '../../harness/contracts/history.ts';
import type { MetricSample } from './metric-events.ts';

/** All with a `connection` tag; `opened` is a trend of milliseconds, the others are counters. */
export const connectionMetrics = {
  connecting: 'chaos_connecting',
  opened: 'chaos_open',
  /** Tags `code`, `by` (client or server). */
  closed: 'chaos_closed',
  /** Tags `status`, `reason`. */
  refused: 'chaos_refused',
} as const;

/** Undefined for other metrics, and for samples whose tags say too little. */
export function toConnectionEvent(sample: MetricSample): ClientEvent | undefined {
  const { metric, value, tags, atUs } = sample;
  const { connection } = tags;
  if (connection === undefined) return undefined;
  const of = { connection, atUs };
  if (metric === connectionMetrics.connecting) return { kind: 'client.connecting', ...of };
  if (metric === connectionMetrics.opened) return { kind: 'client.open', tookMs: value, ...of };
  if (metric === connectionMetrics.refused) {
    const { status = '0', reason = '' } = tags;
    return { kind: 'client.refused', status: Number(status), reason, ...of };
  }
  return metric === connectionMetrics.closed ? closedEvent(of, tags) : undefined;
}

function closedEvent(
  of: { readonly connection: string; readonly atUs: number },
  { code, by }: MetricSample['tags'],
): ClientEvent | undefined {
  if (by !== 'client' && by !== 'server') return undefined;
  return Number.isInteger(Number(code))
    ? { kind: 'client.closed', code: Number(code), by, ...of }
    : undefined;
}
