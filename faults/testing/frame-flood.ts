/** Frames by the thousand through a real tap on real sockets, legal and broken ones, and a neighbour that must not notice. */

import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import fc from 'fast-check';
import type { HistoryEvent } from '../../harness/contracts/history.ts';
import { tapStarter, type TapOfProcesses } from '../tap/start-tap.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { FloodSession, type Script, type Treatment } from './flood-session.ts';
import { cuts, mutations, units } from './random-frames.ts';
import { TapNeighbour } from './tap-neighbour.ts';

/** So many connections are flooded at once. */
const atOnce = 8;
const batch = 32;
const unitsAConnection = { minLength: 20, maxLength: 60, size: 'max' } as const;

export interface FloodCounts {
  readonly connections: number;
  readonly frames: number;
  readonly mutated: number;
  /** Messages there and back on the connection that nobody floods. */
  readonly neighbourEchoes: number;
  /** Connections the tap found something wrong with, as it should. */
  readonly protocolErrors: number;
}

interface Closed {
  count: number;
  wake: () => void;
}

export class FrameFlood {
  readonly tap: TapOfProcesses;
  readonly #server: Server;
  readonly #sessions: Map<string, FloodSession>;
  readonly #events: readonly HistoryEvent[];
  readonly #closed: Closed;
  #next = 0;

  private constructor(parts: {
    readonly tap: TapOfProcesses;
    readonly server: Server;
    readonly sessions: Map<string, FloodSession>;
    readonly events: readonly HistoryEvent[];
    readonly closed: Closed;
  }) {
    this.tap = parts.tap;
    this.#server = parts.server;
    this.#sessions = parts.sessions;
    this.#events = parts.events;
    this.#closed = parts.closed;
  }

  static async open(): Promise<FrameFlood> {
    const sessions = new Map<string, FloodSession>();
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (head: Buffer) => {
        const id = /x-chaos-connection: (\S+)/.exec(head.toString('latin1'))?.[1] ?? '';
        serve(socket, sessions.get(id));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const events: HistoryEvent[] = [];
    const closed: Closed = { count: 0, wake: () => undefined };
    const { port } = server.address() as AddressInfo;
    const tap = await tapStarter(systemClock).start(`ws://127.0.0.1:${port}/`, (more) => {
      for (const event of more) {
        if (event.kind === 'tap.protocol-error') events.push(event);
        if (event.kind === 'tap.closed') closed.count++;
      }
      closed.wake();
    });
    return new FrameFlood({ tap, server, sessions, events, closed });
  }

  /** Sends at least so many frames. Rejects with what was lost, changed or given up, and the seed in its message. */
  async run(frames: number, seed: number): Promise<FloodCounts> {
    const counts = { connections: 0, frames: 0, mutated: 0 };
    const errorsBefore = this.#events.length;
    const closedBefore = this.#closed.count;
    const neighbour = await TapNeighbour.open(this.#port);
    for (let turn = 0; counts.frames < frames; turn++) {
      const scripts = fc.sample(script, { numRuns: batch, seed: seed + turn });
      const workers = Array.from({ length: atOnce }, async () => {
        for (let one = scripts.pop(); one !== undefined; one = scripts.pop()) {
          counts.connections++;
          counts.mutated += one.up.mutation === null ? 0 : 1;
          counts.mutated += one.down.mutation === null ? 0 : 1;
          counts.frames += await this.#play(one, `seed ${seed + turn}`);
          await neighbour.echo();
        }
      });
      await Promise.all(workers);
    }
    neighbour.close();
    await this.#untilClosed(closedBefore + counts.connections + 1); // the neighbour's too
    const errors = this.#events.slice(errorsBefore).map((event) => JSON.stringify(event));
    const givenUp = errors.find((error) => error.includes('the tap gave up'));
    if (givenUp !== undefined) throw new Error(`seed ${seed}: ${givenUp}`);
    return { ...counts, neighbourEchoes: neighbour.echoes, protocolErrors: errors.length };
  }

  async close(): Promise<void> {
    await this.tap.stop(0);
    this.#server.close();
  }

  /** So many connections are gone from the tap, both legs. */
  async #untilClosed(count: number): Promise<void> {
    while (this.#closed.count < count) {
      await new Promise<void>((resolve) => {
        this.#closed.wake = resolve;
      });
    }
  }

  get #port(): number {
    return Number(new URL(this.tap.url).port);
  }

  async #play(of: Script, label: string): Promise<number> {
    const id = `flood-${this.#next++}`;
    const session = new FloodSession(of, `${label}, ${id}`);
    this.#sessions.set(id, session);
    const client = await dial(this.#port, id);
    await this.#treat(id, of.treatment);
    session.start(client);
    await session.finished;
    await this.tap.injector?.disarm(id);
    this.#sessions.delete(id);
    return session.frames;
  }

  async #treat(id: string, treatment: Treatment): Promise<void> {
    if (treatment === 'withhold-second')
      await this.tap.injector?.arm(id, [id], {
        kind: 'withhold',
        direction: 'up',
        every: 2,
        limit: 1_000_000,
      });
    if (treatment === 'swallow-control') {
      const rule = { kind: 'swallow', direction: 'up', frames: ['ping', 'pong'] } as const;
      await this.tap.injector?.arm(id, [id], rule);
    }
  }
}

const script: fc.Arbitrary<Script> = fc.record({
  treatment: fc.constantFrom<Treatment>('none', 'none', 'withhold-second', 'swallow-control'),
  up: direction(true),
  down: direction(false),
});

function direction(masked: boolean): fc.Arbitrary<Script['up']> {
  return fc.record({
    units: fc.array(units({ masked, longPermille: 2 }), unitsAConnection),
    /** Of frame `at`, counted round. */
    mutation: fc.option(fc.record({ at: fc.nat(), mutation: mutations }), { freq: 3 }),
    cuts,
  });
}

function serve(socket: Socket, session: FloodSession | undefined): void {
  socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
  if (session === undefined) socket.pipe(socket);
  else session.serve(socket);
}

async function dial(port: number, id: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.write(`GET / HTTP/1.1\r\nUpgrade: websocket\r\nx-chaos-connection: ${id}\r\n\r\n`);
  const [head] = (await once(socket, 'data')) as [Buffer];
  if (!head.includes(' 101 ')) throw new Error(`refused: ${head.toString()}`);
  socket.pause();
  return socket;
}
