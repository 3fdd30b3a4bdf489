/** Parity: sockets of `k6/websockets`, echoes, checks, metrics of every kind, thresholds that hold. */

import { check } from 'k6';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { WebSocket, type MessageEvent } from 'k6/websockets';

const echoes = new Counter('my_echoes');
const size = new Gauge('my_size');
const right = new Rate('my_right');
const roundTripMs = new Trend('my_round_trip', true);
const messages = 5;

export const options: Options = {
  scenarios: {
    each: { executor: 'per-vu-iterations', vus: 3, iterations: 2, maxDuration: '20s' },
  },
  thresholds: { my_echoes: ['count==30'], my_right: ['rate==1'], checks: ['rate==1'] },
};

export default function (): void {
  const socket = new WebSocket(`${__ENV['WS_URL'] ?? ''}/echo`);
  let sent = 0;
  let sentMs = 0;
  const send = (): void => {
    sent++;
    sentMs = Date.now();
    socket.send(`message ${sent}`);
  };
  socket.onopen = send;
  socket.onmessage = (event?: MessageEvent) => {
    const isRight = event?.data === `message ${sent}`;
    check(event, { 'the echo is what was sent': () => isRight });
    echoes.add(1);
    right.add(isRight);
    size.add(sent);
    roundTripMs.add(Date.now() - sentMs);
    if (sent < messages) send();
    else socket.close();
  };
}
