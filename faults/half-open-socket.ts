/** The client is gone without a FIN: power lost, out of Wi-Fi, its NAT entry expired. To the server nothing happened. */

import type {
  ActiveFault,
  Fault,
  FaultContext,
  FaultProof,
  LiveConnection,
  TapCounters,
} from '../harness/contracts/fault.ts';
import { byKernel } from './half-open/by-kernel.ts';
import { byTap } from './half-open/by-tap.ts';
import { byToxiproxy } from './half-open/by-toxiproxy.ts';
import type { Hold, Mechanism } from './half-open/mechanism.ts';
import { connectedVictims, eventsSince, healOnce, idsOf, sortProven } from './injection.ts';
import { defineSettings, type Settings } from './settings.ts';

const schema = defineSettings('half-open-socket', {
  mechanism: {
    kind: 'choice',
    options: ['toxiproxy', 'tap', 'kernel'],
    default: 'toxiproxy',
    summary:
      'who keeps the end from the server: Toxiproxy or the tap, which both acknowledge what it sends, or the kernel, where it stays unacknowledged',
  },
  quiet: {
    kind: 'duration',
    defaultMs: 50,
    minMs: 10,
    maxMs: 10_000,
    summary: 'how long the server must hear nothing before the fault counts as proven',
  },
});

const mechanisms: Readonly<Record<string, Mechanism>> = {
  toxiproxy: byToxiproxy,
  tap: byTap,
  kernel: byKernel,
};

function mechanismOf(settings: Readonly<Record<string, unknown>>): Mechanism {
  return mechanisms[String(settings['mechanism'])] ?? byToxiproxy;
}

export const halfOpenSocket: Fault = {
  name: 'half-open-socket',
  summary: 'the client vanishes without a FIN and the server keeps an open socket to nobody',
  needs: ['client-control'],
  furtherNeeds: (settings) => mechanismOf(settings).needs,
  makesZombies: true,
  legend: { label: 'half-open', colour: '#c0392b' },
  toxics: (settings) => mechanismOf(settings).toxics,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const victims = connectedVictims(planned, context);
    const mechanism = mechanismOf(planned.settings);
    const sinceUs = context.clock.nowUs();
    const hold = await mechanism.hold(victims, { planned, context });
    try {
      context.signal.throwIfAborted();
      await context.clients.vanish(idsOf(victims));
    } catch (error) {
      await hold.cancel();
      throw error;
    }
    return {
      victims,
      prove: () =>
        prove({ context, victims, mechanism, hold, sinceUs, settings: schema.of(planned) }),
      heal: healOnce(() => hold.release()),
    } satisfies ActiveFault;
  },
};

interface Injected {
  readonly context: FaultContext;
  readonly victims: readonly LiveConnection[];
  readonly mechanism: Mechanism;
  readonly hold: Hold;
  /** Before anything was held: a client's end seen later has slipped through. */
  readonly sinceUs: number;
  readonly settings: Settings<typeof schema.fields>;
}

/** Two looks, `quiet` apart: the server's sockets are ESTABLISHED at both, and nothing came up in between. */
async function prove(injected: Injected): Promise<FaultProof> {
  const { context, victims, hold, sinceUs, settings } = injected;
  const before = await context.tap.counters(idsOf(victims));
  await context.clock.delay(settings.quietMs, context.signal);
  const after = await context.tap.counters(idsOf(victims));
  const ports = victims.map(({ serverPort }) => serverPort);
  const states = await context.kernel?.serverSockets(ports);
  const { facts, reasonAgainst } = await hold.look();
  const objection = objectionOfTap(injected, { before, after });
  const sorted = sortProven(victims, (victim) => {
    const state = states?.get(victim.serverPort);
    if (state === undefined && !injected.mechanism.tapIsDeceived)
      return "only the kernel could tell, and the server's sockets are not visible here";
    if (state !== undefined && state !== 'established')
      return `the server's socket is ${state} before the proof`;
    return reasonAgainst(victim) ?? objection(victim);
  });
  return {
    ...sorted,
    witness: states === undefined ? 'tap' : 'kernel and tap',
    facts: {
      ...facts,
      mechanism: settings.mechanism,
      serverSockets: states === undefined ? 'not visible' : count([...states.values()]),
      tookMs: (context.clock.nowUs() - sinceUs) / 1000,
      pingsDownSince: grown(before, after, 'pingsDown'),
      pongsUpSince: grown(before, after, 'pongsUp'),
      messagesUpSince: grown(before, after, 'messagesUp'),
    },
  };
}

interface Looks {
  readonly before: readonly TapCounters[];
  readonly after: readonly TapCounters[];
}

/** What the tap has to say against a victim. One that is not deceived itself sees the end, and may. */
function objectionOfTap(
  { context, victims, mechanism, sinceUs }: Injected,
  { before, after }: Looks,
): (victim: LiveConnection) => string | undefined {
  const clientEnds = new Set<string>();
  for (const event of eventsSince(context.events(), sinceUs)) {
    if (event.kind === 'tap.end' && event.by === 'client') clientEnds.add(event.connection);
  }
  return (victim) => {
    const index = victims.indexOf(victim);
    const [earlier, later] = [before[index], after[index]];
    if (!mechanism.tapIsDeceived) return undefined;
    if (clientEnds.has(victim.connection)) return 'the end of the client got through to the tap';
    if (later?.open !== true) return 'the tap has seen it close before the proof';
    return isQuiet(earlier, later) ? undefined : 'something still came from the client';
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
