/** The tap's process: `node main.ts <host> <port>`, driven by its parent over IPC. */

import type { WithholdRule } from '../../harness/contracts/fault.ts';
import type { ComingRule, TapRule } from '../../harness/contracts/tap-rules.ts';
import { serveParent } from '../../harness/process/serve-parent.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { Armory } from './armory.ts';
import { Ledger } from './ledger.ts';
import { listenTap } from './listen.ts';
import { measureRoundTrip, type Burst } from './round-trip.ts';

interface OfConnections {
  readonly connections: readonly string[];
}

const ledger = new Ledger(systemClock, (event) => {
  parent.emit(event);
});
const armory = new Armory(systemClock, ledger);

const parent = serveParent({
  counters: ({ connections }: OfConnections) => ledger.counters(connections),
  withhold: ({ connections, rule }: OfConnections & { readonly rule: WithholdRule }) => {
    for (const connection of ledger.live(connections)) connection.withhold(rule);
  },
  release: ({ connections }: OfConnections) => {
    for (const connection of ledger.live(connections)) connection.release();
  },
  arm: ({ owner, connections, rule }: OfConnections & { owner: string; rule: TapRule }) => {
    armory.arm(owner, connections, rule);
  },
  armComing: ({ owner, keys, coming }: { owner: string; keys: string[]; coming: ComingRule }) => {
    armory.armComing(owner, keys, coming);
  },
  disarm: ({ owner }: { owner: string }) => {
    armory.disarm(owner);
  },
  roundTrips: ({ connections, ...burst }: OfConnections & Burst) =>
    Promise.all(
      ledger
        .live(connections)
        .map((connection) => measureRoundTrip(systemClock, connection, burst)),
    ),
});

const [host = '', port = ''] = process.argv.slice(2);
listenTap({ host, port: Number(port) }, ledger).then(
  (tap) => {
    parent.ready({ port: tap.port });
  },
  (error: unknown) => {
    parent.failed(error);
  },
);
