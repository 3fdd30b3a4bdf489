import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../../harness/process/system-clock.ts';
import { tapStarter, type TapOfProcesses } from './start-tap.ts';

const many = 300;
/** The last counters of a closed connection are kept, a few hundred bytes; one that is open takes some 4,000 in all. */
const keptAtMostBytes = 1500;

describe('what the tap holds', () => {
  let server: WebSocketServer;
  let tap: TapOfProcesses;
  let closed: number;
  let wake = (): void => undefined;

  beforeEach(async () => {
    closed = 0;
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    tap = await tapStarter(systemClock).start(`ws://127.0.0.1:${port}/`, (events) => {
      closed += events.filter(({ kind }) => kind === 'tap.closed').length;
      wake();
    });
  });
  afterEach(async () => {
    await tap.stop(0);
    server.close();
  });

  const names = (turn: string): readonly string[] =>
    Array.from({ length: many }, (_, index) => `${turn}-${index}`);

  async function open(name: string): Promise<WebSocket> {
    const socket = new WebSocket(tap.url, { headers: { 'x-chaos-connection': name } });
    await once(socket, 'open');
    return socket;
  }
  async function heldBytes(): Promise<number> {
    const [held] = await tap.heldMemory();
    return held === undefined ? NaN : held.heapUsed + held.external;
  }
  /** Victims that are gone before their faults are healed. */
  async function comeAndGo(turn: string): Promise<void> {
    const sockets = await Promise.all(names(turn).map(open));
    const loss = { kind: 'withhold', direction: 'down', every: 2, limit: 9 } as const;
    await tap.injector?.arm(turn, names(turn), loss);
    const rule = { kind: 'swallow', direction: 'up', frames: ['ping'] } as const;
    await tap.injector?.arm(turn, names(turn), rule);
    const before = closed;
    for (const socket of sockets) socket.terminate();
    while (closed < before + many) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    await tap.injector?.disarm(turn);
  }

  it('of connections that are gone is their last counters, victims or not', async () => {
    await comeAndGo('first');
    const before = await heldBytes();
    await comeAndGo('second');
    expect((await heldBytes()) - before).to.be.lessThan(many * keptAtMostBytes);
  });

  it('of connections that are open is more than that: the measure can tell', async () => {
    await comeAndGo('warm');
    const before = await heldBytes();
    const sockets = await Promise.all(names('open').map(open));
    const during = await heldBytes();
    expect(during - before).to.be.greaterThan(many * keptAtMostBytes);
    for (const socket of sockets) socket.terminate();
  });
});
