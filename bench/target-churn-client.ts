/** A short life on the reference server for `target-churn.ts`: comes, asks something, and goes in one of many ways. */

import type { Socket } from 'node:net';
import WebSocket from 'ws';
import { systemClock } from '../harness/process/system-clock.ts';

/** How a life ends: by the client, or by the server that finds it out. */
export const ways = [
  'goodbye',
  'loss',
  'reset',
  'nonsense',
  'silent',
  'not-reading',
  'emitter-hangs',
  'emitter-throws',
  'removal-fails',
  'comes-back',
] as const;
export type Way = (typeof ways)[number];

export interface Life {
  readonly url: string;
  readonly id: string;
  readonly way: Way;
  /** Until it goes. */
  readonly livesMs: number;
  /** Arms a fault point of the server. */
  readonly arm: (path: string, body: object) => Promise<unknown>;
}

const prompt = { type: 'prompt', turn: 1, text: '', tokens: 400, intervalMs: 20, thinkMs: 20 };

/** Resolves when its connection is gone; one that the server has to find waits as long as that takes. */
export async function live(life: Life): Promise<void> {
  const socket = await come(life.url, life.id);
  if (socket === undefined) return;
  await systemClock.delay(life.livesMs);
  await go(life, socket);
  await gone(socket);
  if (life.way !== 'comes-back') return;
  const again = await come(`${life.url}&resume=${life.id}&after=1`, `${life.id}-again`);
  if (again === undefined) return;
  await systemClock.delay(life.livesMs);
  again.close(1000);
  await gone(again);
}

/** Undefined for who was refused. */
async function come(url: string, id: string): Promise<WebSocket | undefined> {
  const socket = new WebSocket(url, { headers: { 'x-chaos-connection': id } });
  let lastSeq = 0;
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { seq?: number; type: string; toSeq?: number };
    if (message.toSeq !== undefined) lastSeq = message.toSeq;
    else if (message.seq !== undefined) lastSeq = Math.max(lastSeq, message.seq);
    else return;
    if (socket.listenerCount('silent') === 0)
      socket.send(`{"type":"ack","seq":${String(lastSeq)}}`);
  });
  return new Promise((resolve) => {
    socket.on('error', () => {
      resolve(undefined);
    });
    socket.on('open', () => {
      socket.send(JSON.stringify({ ...prompt, tools: 1 }));
      resolve(socket);
    });
  });
}

async function go({ way, id, arm }: Life, socket: WebSocket): Promise<void> {
  const connections = [id];
  const doings: Readonly<Record<Way, () => unknown>> = {
    goodbye: () => {
      socket.close(1000);
    },
    loss: () => {
      socket.terminate();
    },
    'comes-back': () => {
      socket.terminate();
    },
    reset: () => (socket as unknown as { readonly _socket: Socket })._socket.resetAndDestroy(),
    nonsense: () => {
      socket.send('nonsense');
    },
    silent: () => {
      socket.on('silent', () => undefined);
      socket.pong = () => undefined;
    },
    'not-reading': () => {
      socket.pause();
      // The end can only be seen by who reads; the server has found it long before.
      void systemClock.delay(10_000).then(() => {
        socket.resume();
      });
    },
    'emitter-hangs': () => arm('/fault-points/emit', { connections, mode: 'hang' }),
    'emitter-throws': () => arm('/fault-points/emit', { connections, mode: 'throw' }),
    'removal-fails': async () => {
      await arm('/fault-points/cleanup', { connections, times: 2 });
      socket.terminate();
    },
  };
  await doings[way]();
}

async function gone(socket: WebSocket): Promise<void> {
  if (socket.readyState === socket.CLOSED) return;
  await new Promise((resolve) => {
    socket.on('close', resolve);
  });
}
