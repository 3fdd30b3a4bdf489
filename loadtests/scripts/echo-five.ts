/** The work of the load benchmark: connect, five echoes of 100 bytes two seconds apart, close. */

import { Trend } from 'k6/metrics';
import { WebSocket } from 'k6/websockets';
import type { Options } from 'k6/options';

const users = Number(__ENV['USERS'] ?? 10);
const startsPerSecond = Number(__ENV['RATE'] ?? 1000);
const echoes = 5;
const betweenMs = 2000;
const payload = 'x'.repeat(100);
const url = __ENV['WS_URL'] ?? 'ws://127.0.0.1:3000/';
/** How much later than planned each message left. */
const lateness = new Trend('send_lateness', true);

export const options: Options = {
  scenarios: {
    sessions: {
      executor: 'constant-arrival-rate',
      rate: startsPerSecond,
      duration: `${Math.round((users / startsPerSecond) * 1000)}ms`,
      preAllocatedVUs: users,
      gracefulStop: '60s',
    },
  },
};

export default function (): void {
  const socket = new WebSocket(url);
  let sent = 0;
  let firstMs = 0;
  const send = (): void => {
    if (sent === 0) firstMs = Date.now();
    else lateness.add(Date.now() - firstMs - sent * betweenMs);
    socket.send(payload);
    sent++;
  };
  socket.onopen = send;
  socket.onmessage = () => {
    if (sent === echoes) setTimeout(() => socket.close(), betweenMs);
    else setTimeout(send, Math.max(0, firstMs + sent * betweenMs - Date.now()));
  };
}
