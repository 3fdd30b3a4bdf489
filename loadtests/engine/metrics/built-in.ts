/** The metrics every run has, with their k6 names, types and units. */

import type { MetricType } from './sinks.ts';

interface BuiltIn {
  readonly name: string;
  readonly type: MetricType;
  readonly contains: 'default' | 'time' | 'data';
}

const time = (name: string): BuiltIn => ({ name, type: 'trend', contains: 'time' });
const count = (name: string): BuiltIn => ({ name, type: 'counter', contains: 'default' });

export const builtInMetrics: readonly BuiltIn[] = [
  { name: 'vus', type: 'gauge', contains: 'default' },
  { name: 'vus_max', type: 'gauge', contains: 'default' },
  count('iterations'),
  time('iteration_duration'),
  count('dropped_iterations'),
  { name: 'checks', type: 'rate', contains: 'default' },
  time('group_duration'),
  { name: 'data_sent', type: 'counter', contains: 'data' },
  { name: 'data_received', type: 'counter', contains: 'data' },
  count('ws_sessions'),
  time('ws_connecting'),
  time('ws_session_duration'),
  count('ws_msgs_sent'),
  count('ws_msgs_received'),
  time('ws_ping'),
  // beyond k6: by tags `code` and `by`, and by `status`
  count('ws_session_ends'),
  count('ws_refusals'),
  // beyond k6: how late messages left that a timer or a sleep of the script wanted sent; the engine's own fault
  time('ws_send_lateness'),
  count('http_reqs'),
  { name: 'http_req_failed', type: 'rate', contains: 'default' },
  time('http_req_duration'),
  time('http_req_blocked'),
  time('http_req_connecting'),
  time('http_req_tls_handshaking'),
  time('http_req_sending'),
  time('http_req_waiting'),
  time('http_req_receiving'),
];

/** In every summary of k6 with a request that was answered as expected. */
export const builtInSubMetric = {
  metric: 'http_req_duration',
  name: 'http_req_duration{expected_response:true}',
  selector: { expected_response: 'true' },
} as const;
