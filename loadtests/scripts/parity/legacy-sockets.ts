/** Parity: blocking sockets of `k6/ws` with timers of their own, groups, and a check that fails half the time. */

import { check, group, sleep } from 'k6';
import type { Options } from 'k6/options';
import ws from 'k6/ws';

export const options: Options = { vus: 2, iterations: 4 };

export default function (): void {
  group('chat', () => {
    const response = ws.connect(`${__ENV['WS_URL'] ?? ''}/echo`, (socket) => {
      let heard = 0;
      socket.on('open', () => {
        socket.send('hello');
      });
      socket.on('message', () => {
        heard++;
        // late enough for a second answer, were there one
        socket.setTimeout(() => {
          check(heard, { 'one answer': (count) => count === 1 });
          socket.close();
        }, 100);
      });
    });
    check(response, { 'status is 101': (r) => r.status === 101 });
  });
  sleep(0.05);
  check(__ITER, { 'an even iteration': (iteration) => iteration % 2 === 0 });
}
