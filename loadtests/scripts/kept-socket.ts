/** One connection a user for the whole test, one question an iteration. `WS_URL`: a server that echoes. */

import { check } from 'k6';
import { Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { WebSocket, type MessageEvent } from 'k6/websockets';
import { keptSocket } from '../sockets.ts';

export const options: Options = {
  scenarios: {
    questions: {
      executor: 'per-vu-iterations',
      vus: 2,
      iterations: 5,
    },
  },
  thresholds: { checks: ['rate==1'] },
};

const roundTrip = new Trend('question_round_trip', true);

export default function (): void {
  const { socket, isNew, rest } = keptSocket(
    'chat',
    () => new WebSocket(__ENV['WS_URL'] ?? 'ws://127.0.0.1:3000/'),
  );
  const question = `question ${__ITER}`;
  const sentMs = Date.now();
  const ask = (): void => {
    socket.send(question);
  };
  socket.onmessage = (event?: MessageEvent) => {
    roundTrip.add(Date.now() - sentMs);
    check(event?.data, { 'the answer is to the question': (answer) => answer === question });
    rest();
  };
  if (isNew) socket.onopen = ask;
  else ask();
}
