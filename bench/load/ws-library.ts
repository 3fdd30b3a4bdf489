/** The same work as `loadtests/scripts/echo-five.ts`, written by hand on the `ws` library. */

import { setTimeout as later } from 'node:timers';
import { WebSocket } from 'ws';

const [url = '', users = '10', rate = '1000'] = process.argv.slice(2);
const echoes = 5;
const betweenMs = 2000;
const payload = 'x'.repeat(100);
let [open, over] = [0, 0];

function session(): void {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  let sent = 0;
  let firstMs = 0;
  const send = (): void => {
    if (sent === 0) firstMs = performance.now();
    socket.send(payload);
    sent++;
  };
  socket.on('open', () => {
    open++;
    send();
  });
  socket.on('message', () => {
    const dueMs = firstMs + sent * betweenMs - performance.now();
    if (sent === echoes)
      later(() => {
        socket.close(1000);
      }, betweenMs);
    else later(send, Math.max(0, dueMs));
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    over++;
    if (over === Number(users)) process.stdout.write(`${JSON.stringify({ open })}\n`);
  });
}

const startMs = performance.now();
function start(index: number): void {
  if (index === Number(users)) return;
  const dueMs = startMs + (index * 1000) / Number(rate);
  later(
    () => {
      session();
      start(index + 1);
    },
    Math.max(0, dueMs - performance.now()),
  );
}
start(0);
