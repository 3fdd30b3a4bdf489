/** The client is gone without a FIN: power lost, out of Wi-Fi, its NAT entry expired. To the server nothing happened. */

import type {
  ActiveFault,
  Fault,
  FaultContext,
  FaultProof,
  LiveConnection,
  TapCounters,
  ToxicSpec,
} from '../harness/contracts/fault.ts';
import { connectedVictims, eventsSince, healOnce, idsOf, sortProven } from './injection.ts';
import { laneOf } from './lane-fault.ts';
import { defineSettings, type Settings } from './settings.ts';

const schema = defineSettings('half-open-socket', {
  quiet: {
    kind: 'duration',
    defaultMs: 50,
    minMs: 10,
    maxMs: 10_000,
    summary: 'how long the server must hear nothing before the fault counts as proven',
  },
});

/** `slow_close` first: it holds the FIN that passes `timeout`, and undoing them in another order leaks connections. */
const toxics: readonly ToxicSpec[] = [
  { type: 'slow_close', stream: 'upstream', attributes: { delay: 86_400_000 } },
  { type: 'timeout', stream: 'upstream', attributes: { timeout: 0 } },
  { type: 'timeout', stream: 'downstream', attributes: { timeout: 0 } },
];

export const halfOpenSocket: Fault = {
  name: 'half-open-socket',
  summary: 'the client vanishes without a FIN and the server keeps an open socket to nobody',
  needs: ['lane', 'client-control'],
  makesZombies: true,
  legend: { label: 'half-open', colour: '#c0392b' },
  toxics: () => toxics,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const lane = laneOf(planned);
    const victims = connectedVictims(planned, context);
    const sinceUs = context.clock.nowUs();
    await context.lanes.fire(lane);
    try {
      context.signal.throwIfAborted();
      await context.clients.vanish(idsOf(victims));
    } catch (error) {
      await context.lanes.disarm(lane);
      throw error;
    }
    return {
      victims,
      prove: () => prove({ context, victims, lane, sinceUs, settings: schema.of(planned) }),
      heal: healOnce(async () => {
        await context.lanes.remove(lane);
        return 'deleted the proxy of the lane';
      }),
    } satisfies ActiveFault;
  },
};

interface Injected {
  readonly context: FaultContext;
  readonly victims: readonly LiveConnection[];
  readonly lane: string;
  /** Before the first toxic was fired: a client's end seen later has slipped through. */
  readonly sinceUs: number;
  readonly settings: Settings<typeof schema.fields>;
}

/** Two looks, `quiet` apart: the server's sockets are ESTABLISHED at both, and nothing came up in between. */
async function prove(injected: Injected): Promise<FaultProof> {
  const { context, victims, lane, sinceUs, settings } = injected;
  const before = await context.tap.counters(idsOf(victims));
  await context.clock.delay(settings.quietMs, context.signal);
  const after = await context.tap.counters(idsOf(victims));
  const ports = victims.map(({ serverPort }) => serverPort);
  const states = await context.kernel?.serverSockets(ports);
  const fired = await context.lanes.firedToxics(lane);
  const clientEnds = new Set<string>();
  for (const event of eventsSince(context.events(), sinceUs)) {
    if (event.kind === 'tap.end' && event.by === 'client') clientEnds.add(event.connection);
  }
  const sorted = sortProven(victims, ({ connection, serverPort }) => {
    const index = victims.findIndex((victim) => victim.connection === connection);
    const [earlier, later] = [before[index], after[index]];
    const state = states?.get(serverPort) ?? 'established';
    if (fired.length < toxics.length) return 'its toxics do not read back as fired';
    if (clientEnds.has(connection)) return 'the end of the client got through to the tap';
    if (state !== 'established') return `the server's socket is ${state} before the proof`;
    if (later?.open !== true) return 'the tap has seen it close before the proof';
    return isQuiet(earlier, later) ? undefined : 'something still came from the client';
  });
  return {
    ...sorted,
    witness: states === undefined ? 'tap' : 'kernel and tap',
    facts: {
      toxicsFired: fired,
      serverSockets: states === undefined ? 'not visible' : count([...states.values()]),
      tookMs: (context.clock.nowUs() - sinceUs) / 1000,
      pingsDownSince: grown(before, after, 'pingsDown'),
      pongsUpSince: grown(before, after, 'pongsUp'),
      messagesUpSince: grown(before, after, 'messagesUp'),
    },
  };
}

function isQuiet(earlier: TapCounters | undefined, later: TapCounters): boolean {
  return earlier?.bytesUp === later.bytesUp;
}

function grown(
  before: readonly TapCounters[],
  after: readonly TapCounters[],
  counter: 'pingsDown' | 'pongsUp' | 'messagesUp',
): number {
  const sum = (all: readonly TapCounters[]): number =>
    all.reduce((total, each) => total + each[counter], 0);
  return sum(after) - sum(before);
}

function count(values: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
