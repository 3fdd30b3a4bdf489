/** What becomes of each connection, told as metrics where the engine is a k6, whose driver sees nothing else. */

import { Counter, Trend } from 'k6/metrics';
import { connectionMetrics } from '../drivers/connection-metrics.ts';

const isTold = __ENV['CHAOS_ENGINE'] === 'k6';
const connecting = isTold ? new Counter(connectionMetrics.connecting) : undefined;
const opened = isTold ? new Trend(connectionMetrics.opened, true) : undefined;
const closed = isTold ? new Counter(connectionMetrics.closed) : undefined;
const refused = isTold ? new Counter(connectionMetrics.refused) : undefined;

export function tellConnecting(connection: string): void {
  connecting?.add(1, { connection });
}

export function tellOpen(connection: string, tookMs: number): void {
  opened?.add(tookMs, { connection });
}

/** A k6 before 1.5 gives no code: 1005 then, as for a Close frame without one. */
export function tellClosed(connection: string, by: 'client' | 'server', code = 1005): void {
  closed?.add(1, { connection, by, code: String(code) });
}

/** `status` is 0 where the engine does not tell it. */
export function tellRefused(connection: string, status: number, reason: string): void {
  refused?.add(1, { connection, status: String(status), reason });
}
