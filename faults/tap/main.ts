/** A process of the tap: `node main.ts <TapProcessOptions as JSON>`, driven by its parent over IPC. */

import type {
  ComingRule,
  PingBurst,
  RequestPattern,
  TapRule,
} from '../../harness/contracts/tap-rules.ts';
import { serveParent, type Handlers } from '../../harness/process/serve-parent.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { Armory } from './armory.ts';
import { Ledger } from './ledger.ts';
import { listenTap } from './listen.ts';
import { heldMemory } from './memory.ts';
import type { Opened } from './newest.ts';
import { Outbox } from './outbox.ts';
import { targetOf, type TapProcessOptions } from './process-options.ts';
import { RequestMatches } from './request-matches.ts';
import { measureRoundTrip } from './round-trip.ts';

interface OfConnections {
  readonly connections: readonly string[];
}

const options = JSON.parse(process.argv[2] ?? '') as TapProcessOptions;
const { share, listenPort = 0 } = options;
const outbox = new Outbox(systemClock, (event) => {
  parent.emit(event);
});
const ledger = new Ledger(
  systemClock,
  (event) => {
    outbox.add(event);
  },
  share,
);
const armory = new Armory(systemClock, ledger);
const requests = new RequestMatches(ledger);

const handlers = {
  known: ({ connections }: OfConnections) => ledger.known(connections),
  opened: ({ connections }: OfConnections) =>
    ledger
      .known(connections)
      .map(({ openedUs, counters: { connection } }): Opened => ({ connection, openedUs })),
  arm: ({ owner, connections, rule }: OfConnections & { owner: string; rule: TapRule }) => {
    armory.arm(owner, connections, rule);
  },
  armComing: ({ owner, keys, coming }: { owner: string; keys: string[]; coming: ComingRule }) => {
    armory.armComing(owner, keys, coming);
  },
  watchRequests: ({ name, pattern }: { name: string; pattern: RequestPattern }) => {
    requests.watch(name, pattern);
  },
  matching: ({ name }: { name: string }) => requests.matching(name),
  heldMemory: () => heldMemory(),
  disarm: ({ owner }: { owner: string }) => {
    armory.disarm(owner);
  },
  armed: ({ owner }: { owner: string }) => armory.armed(owner),
  roundTrips: ({ connections, ...burst }: OfConnections & PingBurst) =>
    Promise.all(
      ledger
        .live(connections)
        .map((connection) => measureRoundTrip(systemClock, connection, burst)),
    ),
};
const parent = serveParent(flushingBehind(handlers));

/** What the ledger saw before an answer is told before it. */
function flushingBehind(all: Handlers): Handlers {
  return Object.fromEntries(
    Object.entries(all).map(([name, handler]) => [
      name,
      async (params: never) => {
        const answer = await handler(params);
        outbox.flush();
        return answer;
      },
    ]),
  );
}

async function start(): Promise<void> {
  try {
    const tap = await listenTap(targetOf(options), ledger, {
      port: listenPort,
      isShared: share.of > 1,
    });
    parent.ready({ port: tap.port });
  } catch (error) {
    parent.failed(error);
  }
}

await start();
