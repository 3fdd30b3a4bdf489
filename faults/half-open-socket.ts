/** The client is gone without a FIN: power lost, out of Wi-Fi, its NAT entry expired. To the server nothing happened. */

import type {
  ActiveFault,
  Fault,
  FaultContext,
  FaultNeed,
  FaultProof,
  LiveConnection,
  TapCounters,
} from '../harness/contracts/fault.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { byKernel } from './half-open/by-kernel.ts';
import { byTap } from './half-open/by-tap.ts';
import { byToxiproxy, halfOpenToxics } from './half-open/by-toxiproxy.ts';
import type { Mechanism, Silence } from './half-open/mechanism.ts';
import { connectedVictims, eventsSince, healOnce, idsOf, sortProven } from './kinds/injection.ts';
import { settledCounters } from './proof/settled-counters.ts';
import { defineSettings } from './settings/define-settings.ts';

const schema = defineSettings('half-open-socket', {
  mechanism: {
    kind: 'choice',
    options: ['toxiproxy', 'tap', 'kernel'],
    default: 'toxiproxy',
    summary:
      'who keeps the end secret: with the first two the bytes of the server are still acknowledged, with `kernel` they are not',
  },
  quiet: {
    kind: 'duration',
    defaultMs: 50,
    minMs: 10,
    maxMs: 10_000,
    summary: 'how long the server must hear nothing before the fault counts as proven',
  },
});

type MechanismName = 'toxiproxy' | 'tap' | 'kernel';

const mechanisms: Readonly<Record<MechanismName, Mechanism>> = {
  toxiproxy: byToxiproxy,
  tap: byTap,
  kernel: byKernel,
};

const needsOf: Readonly<Record<MechanismName, readonly FaultNeed[]>> = {
  toxiproxy: ['lane'],
  tap: ['tap'],
  kernel: ['tap', 'namespace'],
};

export const halfOpenSocket: Fault = {
  name: 'half-open-socket',
  summary: 'the client vanishes without a FIN and the server keeps an open socket to nobody',
  needs: ['client-control'],
  furtherNeeds: (settings) => needsOf[schema.of({ settings }).mechanism],
  makesZombies: true,
  legend: { label: 'half-open', colour: '#c0392b' },
  onlyThere: 'its clients are gone for good',
  toxics: (settings) => (schema.of({ settings }).mechanism === 'toxiproxy' ? halfOpenToxics : []),
  witness: 'kernel and tap',
  undo: 'let the ends through: the lane, the tap or the packet filter as before',
  healWitness: 'kernel',
  settings: schema.described,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const { mechanism, quietMs } = schema.of(planned);
    const victims = connectedVictims(planned, context);
    const sinceUs = context.clock.nowUs();
    const silence = await mechanisms[mechanism](context, planned, victims);
    const silencedInMs = (context.clock.nowUs() - sinceUs) / 1000;
    try {
      context.signal.throwIfAborted();
      await context.clients.vanish(idsOf(victims));
    } catch (error) {
      await silence.lift();
      throw error;
    }
    return {
      victims,
      prove: () => prove({ context, victims, silence, sinceUs, silencedInMs, quietMs }),
      heal: healOnce(async () => `${await silence.lift()}; ${await heardOfEnds(context, victims)}`),
    } satisfies ActiveFault;
  },
};

/** How long an end may take to reach the server once nothing keeps it secret. */
const heardWithinMs = 1000;

/** By the kernel's word; a server that stands still hears of it all the same. */
async function heardOfEnds(
  { clock, kernel }: FaultContext,
  victims: readonly LiveConnection[],
): Promise<string> {
  if (kernel === undefined) return 'the kernel cannot be asked whether the server heard of it';
  const ports = victims.map(({ serverPort }) => serverPort);
  let deaf = ports.length;
  await lookUntil(clock, { withinMs: heardWithinMs, everyMs: 20 }, async () => {
    const states = await kernel.serverSockets(ports);
    deaf = [...states.values()].filter((state) => state === 'established').length;
    return deaf === 0 ? true : undefined;
  });
  return `the server has heard of ${ports.length - deaf} of ${ports.length} ends`;
}

interface Injected {
  readonly context: FaultContext;
  readonly victims: readonly LiveConnection[];
  readonly silence: Silence;
  /** Before anything was done: a client's end seen later has slipped through. */
  readonly sinceUs: number;
  /** Until nothing of any victim went through any more. */
  readonly silencedInMs: number;
  readonly quietMs: number;
}

/** What was under way when the silence began may come for so long. */
const underWayMs = 2000;

async function prove(injected: Injected): Promise<FaultProof> {
  const { clock, signal } = injected.context;
  let proof = await twoLooks(injected);
  await lookUntil(clock, { withinMs: underWayMs, everyMs: 1, signal }, async () => {
    const isOver = proof.unproven.every(({ reason }) => reason !== stillSpeaks);
    if (isOver) return true;
    proof = await twoLooks(injected);
    return undefined;
  });
  return proof;
}

/** `quiet` apart: the server's sockets are ESTABLISHED at both, and nothing came up in between. */
async function twoLooks(injected: Injected): Promise<FaultProof> {
  const { context, victims, silence, sinceUs, silencedInMs, quietMs } = injected;
  const before = await settledCounters(context, idsOf(victims));
  await context.clock.delay(quietMs, context.signal);
  const after = await context.tap.counters(idsOf(victims));
  const states = await context.kernel?.serverSockets(victims.map(({ serverPort }) => serverPort));
  const complaint = await silence.complaint();
  const clientEnds = new Set<string>();
  for (const event of eventsSince(context.events(), sinceUs)) {
    if (event.kind === 'tap.end' && event.by === 'client') clientEnds.add(event.connection);
  }
  const sorted = sortProven(victims, ({ connection, serverPort }) => {
    const index = victims.findIndex((victim) => victim.connection === connection);
    const state = states?.get(serverPort) ?? 'established';
    if (complaint !== undefined) return complaint;
    if (clientEnds.has(connection)) return 'the end of the client got through to the tap';
    if (state !== 'established') return `the server's socket is ${state} before the proof`;
    return disturbance(before[index], after[index]);
  });
  return {
    ...sorted,
    witness: states === undefined ? 'tap' : 'kernel and tap',
    facts: {
      ...(await silence.facts()),
      serverSockets: states === undefined ? 'not visible' : count([...states.values()]),
      silencedInMs,
      tookMs: (context.clock.nowUs() - sinceUs) / 1000,
      pingsDownSince: grown(before, after, 'pingsDown'),
      pongsUpSince: grown(before, after, 'pongsUp'),
      messagesUpSince: grown(before, after, 'messagesUp'),
    },
  };
}

const stillSpeaks = 'something still came from the client';

function disturbance(
  earlier: TapCounters | undefined,
  later: TapCounters | undefined,
): string | undefined {
  if (later?.open !== true) return 'the tap has seen it close before the proof';
  return earlier?.bytesUp === later.bytesUp ? undefined : stillSpeaks;
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
