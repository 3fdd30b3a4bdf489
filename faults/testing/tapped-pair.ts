/** A client and a server of bare TCP with a tap of this process between them, upgraded, for tests of its rules. */

import type { TapEvent } from '../../harness/contracts/history.ts';
import type { TapRule } from '../../harness/contracts/tap-rules.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { Armory } from '../tap/armory.ts';
import { Ledger } from '../tap/ledger.ts';
import { listenTap } from '../tap/listen.ts';
import type { TapConnection } from '../tap/tap-connection.ts';
import { rawConnect, rawServer, type RawSocket } from './raw-socket.ts';

export interface TappedPair {
  readonly client: RawSocket;
  readonly peer: RawSocket;
  /** As the tap holds it. */
  readonly connection: TapConnection;
  readonly events: readonly TapEvent[];
  readonly armory: Armory;
  /** Arms a rule of owner `f1`. */
  arm(rule: TapRule): void;
  acted(verb: string): number;
  /** What a side got behind the head, once it has got `last`. */
  heard(side: RawSocket, last: Buffer): Promise<string>;
  /** Resolves when `test` holds; asks again at each turn of the event loop. */
  until(test: () => boolean): Promise<void>;
  close(): Promise<void>;
}

const endOfHead = '\r\n\r\n';

export async function tappedPair(): Promise<TappedPair> {
  const events: TapEvent[] = [];
  const server = await rawServer();
  const ledger = new Ledger(systemClock, (event) => events.push(event));
  const armory = new Armory(systemClock, ledger);
  const tap = await listenTap({ host: '127.0.0.1', port: server.port }, ledger);
  const client = await rawConnect(tap.port, true);
  client.socket.write('GET / HTTP/1.1\r\nUpgrade: websocket\r\nx-chaos-connection: c\r\n\r\n');
  const peer = await server.accept();
  await peer.until((bytes) => bytes.includes(endOfHead));
  peer.socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
  await client.until((bytes) => bytes.includes(endOfHead));
  const [connection] = ledger.live(['c']);
  if (connection === undefined) throw new Error('the tap has not followed the upgrade');
  return {
    client,
    peer,
    connection,
    events,
    armory,
    arm: (rule) => {
      armory.arm('f1', ['c'], rule);
    },
    acted: (verb) => connection.counters().acted?.[verb] ?? 0,
    heard: async (side, last) => {
      const bytes = await side.until((received) => received.includes(last));
      return bytes.subarray(bytes.indexOf(endOfHead) + endOfHead.length).toString('latin1');
    },
    until: async (test) => {
      while (!test()) await new Promise((resolve) => setImmediate(resolve));
    },
    close: async () => {
      server.close();
      await tap.close();
    },
  };
}
