/**
 * A steady load in one file without imports of its own, as a ConfigMap holds it: users connect, send an echo a second,
 * and leave. `WS_URL`, `USERS`, `DURATION` come from the environment; each instance does its segment.
 */

import { check } from 'k6';
import { Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { WebSocket, type MessageEvent } from 'k6/websockets';

const echoes = 10;
const everyMs = Number(__ENV['EVERY_MS'] ?? 1000);
const roundTripMs = new Trend('echo_round_trip', true);

export const options: Options = {
  scenarios: {
    steady: {
      executor: 'constant-vus',
      vus: Number(__ENV['USERS'] ?? 10),
      duration: __ENV['DURATION'] ?? '30s',
      gracefulStop: '15s',
    },
  },
  thresholds: { checks: ['rate>0.99'], echo_round_trip: ['p(95)<500'] },
};

export default function (): void {
  const socket = new WebSocket(__ENV['WS_URL'] ?? 'ws://127.0.0.1:3000/');
  let sent = 0;
  let sentMs = 0;
  const send = (): void => {
    sent++;
    sentMs = Date.now();
    socket.send(String(sent));
  };
  socket.onopen = send;
  socket.onerror = () => {
    check(false, { 'the connection holds': (holds) => holds });
  };
  socket.onmessage = (event?: MessageEvent) => {
    roundTripMs.add(Date.now() - sentMs);
    check(event, { 'the echo is what was sent': (message) => message?.data === String(sent) });
    if (sent === echoes) socket.close();
    else setTimeout(send, everyMs);
  };
}
