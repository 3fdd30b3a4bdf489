/** The coordinator's half of `--out`: takes in the samples of its workers, each by a connection of its own. */

import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Contains, Metric } from '../metrics/registry.ts';
import type { MetricType } from '../metrics/sinks.ts';
import type { SampleMerge, SampleSource } from '../outputs/sample-merge.ts';
import { readLine } from './sample-lines.ts';

export interface IntakeOrder {
  /** Of the socket, which is made here. */
  readonly path: string;
  readonly workers: number;
  readonly merge: SampleMerge;
  readonly define: (name: string, type: MetricType, contains: Contains) => Metric;
}

export interface SampleIntake {
  /** Resolves when all workers have sent everything. */
  readonly ended: Promise<void>;
  /** Gives up on workers that have not. */
  close(): void;
}

export async function takeSamples(order: IntakeOrder): Promise<SampleIntake> {
  const sources = Array.from({ length: order.workers }, () => order.merge.source());
  const waiting = sources.values();
  const sockets = new Set<Socket>();
  let open = order.workers;
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  const server = createServer((socket) => {
    const { value: source } = waiting.next();
    if (source === undefined) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    readInto(source, socket, order);
    socket.on('close', () => {
      source.end();
      if (--open === 0) resolve(undefined);
    });
  });
  server.listen(order.path);
  await once(server, 'listening');
  return {
    ended,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      for (const source of sources) source.end();
    },
  };
}

function readInto(source: SampleSource, socket: Socket, { define }: IntakeOrder): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const read = readLine(line, define);
      if (typeof read === 'number') source.reached(read);
      else source.add(read);
    }
  });
  // a worker that is gone says so by the end of its run
  socket.on('error', () => undefined);
}
