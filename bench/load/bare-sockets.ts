/**
 * The floor of the load benchmark: the writes of `loadtests/scripts/echo-five.ts` at the same moments, on bare
 * sockets. No API, no metrics, every byte made beforehand, nothing of the answers looked at but how much came.
 */

import { Socket } from 'node:net';
import { setTimeout as later } from 'node:timers';

const [url = '', users = '10', rate = '1000'] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const echoes = 5;
const betweenMs = 2000;
const [payloadBytes, answerBytes] = [100, 102];
const upgrade = Buffer.from(
  `GET / HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
);
// a mask of zeros leaves the payload as it is
const message = Buffer.concat([
  Buffer.from([0x81, 0x80 | payloadBytes, 0, 0, 0, 0]),
  Buffer.alloc(payloadBytes, 'x'),
]);
const close = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]);
let [open, over] = [0, 0];
const lateMs: number[] = [];

class Session extends Socket {
  #sent = 0;
  #firstMs = 0;

  constructor() {
    super({ onread });
    this.setNoDelay(true);
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === 'connect') this.write(upgrade);
    else if (event === 'close') leave();
    return event !== 'error' && super.emit(event as string, ...args);
  }

  received(bytes: number): void {
    if (this.#sent === 0) {
      open++;
      this.#firstMs = performance.now();
      this.#send();
    } else if (bytes < answerBytes) {
      this.end();
    } else {
      const dueMs = this.#firstMs + this.#sent * betweenMs;
      later(
        () => {
          if (this.#sent === echoes) this.write(close);
          else this.#send(dueMs);
        },
        Math.max(0, dueMs - performance.now()),
      );
    }
  }

  #send(dueMs?: number): void {
    if (dueMs !== undefined) lateMs.push(performance.now() - dueMs);
    this.write(message);
    this.#sent++;
  }
}

const onread = {
  buffer: Buffer.allocUnsafeSlow(64 * 1024),
  /** Node calls it with the socket as `this`. */
  callback(this: unknown, bytes: number): boolean {
    (this as Session).received(bytes);
    return true;
  },
};

function leave(): void {
  over++;
  if (over < Number(users)) return;
  lateMs.sort((left, right) => left - right);
  const latenessP99Ms = lateMs[Math.floor(lateMs.length * 0.99)] ?? 0;
  process.stdout.write(`${JSON.stringify({ open, latenessP99Ms })}\n`);
}

const startMs = performance.now();
function start(index: number): void {
  if (index === Number(users)) return;
  const dueMs = startMs + (index * 1000) / Number(rate);
  later(
    () => {
      new Session().connect({ host: hostname, port: Number(port) });
      start(index + 1);
    },
    Math.max(0, dueMs - performance.now()),
  );
}
start(0);
