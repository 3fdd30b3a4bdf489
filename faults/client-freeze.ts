/** A client's process stands still: suspended, paging, a laptop with its lid down. Its kernel keeps the socket and says nothing. */

import type {
  Fault,
  FaultContext,
  FaultProof,
  LiveConnection,
} from '../harness/contracts/fault.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { mechanism, needsOfClients } from './clients/mechanism.ts';
import { stillnessBy, type Stillness } from './clients/stillness.ts';
import { connectedVictims, healOnce, idsOf, sortProven } from './kinds/injection.ts';
import { pinged } from './kinds/seen-well.ts';
import { defineSettings } from './settings/define-settings.ts';
import { injectorOf } from './kinds/tap-fault.ts';

const schema = defineSettings('client-freeze', {
  mechanism,
  quiet: {
    kind: 'duration',
    defaultMs: 200,
    minMs: 50,
    maxMs: 10_000,
    summary: 'how long a ping of the tap must stay without an answer before the fault is proven',
  },
});

const witness = 'pings of the tap, and the kernel';
const controlsWanted = 3;
/** The heal is proven once their pongs are back. */
const backWithinMs = 3000;

export const clientFreeze: Fault = {
  name: 'client-freeze',
  summary:
    'clients stand still with their sockets open: nothing is read or written, and later they go on',
  needs: ['tap'],
  furtherNeeds: (settings) => needsOfClients[schema.of({ settings }).mechanism],
  makesZombies: true,
  legend: { label: 'client frozen', colour: '#5d6d7e' },
  onlyThere: 'a process that is stopped opens nothing',
  witness,
  undo: 'let the clients go on',
  healWitness: pinged,
  settings: schema.described,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    injectorOf(context, planned.inject);
    const victims = connectedVictims(planned, context);
    const { mechanism: by, quietMs } = schema.of(planned);
    const stillness = stillnessBy(by, context, { planned, victims });
    await stillness.freeze();
    if (context.signal.aborted) {
      await stillness.thaw();
      context.signal.throwIfAborted();
    }
    return {
      victims,
      prove: () => prove({ context, victims, stillness, quietMs }),
      heal: healOnce(async () => {
        await stillness.thaw();
        return untilBack(context, idsOf(victims));
      }),
    };
  },
};

/**
 * A ping to each: no pong from a victim, one from a bystander, and the server's socket as open as before. Of a process the
 * kernel says that it is stopped, and that each of its sockets has taken the ping nobody reads.
 */
async function prove(injected: {
  readonly context: FaultContext;
  readonly victims: readonly LiveConnection[];
  readonly stillness: Stillness;
  readonly quietMs: number;
}): Promise<FaultProof> {
  const { context, victims, stillness, quietMs } = injected;
  const controls = idsOf(context.bystanders()).slice(0, controlsWanted);
  const answered = await answeringByControls(context, { ids: idsOf(victims), controls, quietMs });
  const controlsAnswered = controls.filter((id) => answered.has(id)).length;
  const { complaint, facts } = await stillness.witnessed();
  const states = await context.kernel?.serverSockets(victims.map(({ serverPort }) => serverPort));
  const counters = await context.tap.counters(idsOf(victims));
  const closed = new Set(counters.flatMap((one) => (one.open ? [] : one.connection)));
  return {
    ...sortProven(victims, ({ connection, serverPort }) => {
      if (answered.has(connection)) return 'it still answers pings';
      if (closed.has(connection)) return 'it was closed before the proof';
      if (controls.length > 0 && controlsAnswered === 0) return 'no bystander answered either';
      const state = states?.get(serverPort) ?? 'established';
      return state === 'established' ? complaint : `the socket of the server is ${state}`;
    }),
    witness: context.kernel === undefined ? 'pings of the tap' : witness,
    facts: { quietMs, controls: controls.length, controlsAnswered, ...facts },
  };
}

/** Where bystanders took more than this of the time themselves the machine stood still, and who was silent is asked once more. */
const slowPart = 0.25;

/** Who answered a ping, and after how long. */
async function answeringByControls(
  context: FaultContext,
  asked: {
    readonly ids: readonly string[];
    readonly controls: readonly string[];
    readonly quietMs: number;
  },
): Promise<ReadonlyMap<string, number>> {
  const { ids, controls, quietMs } = asked;
  const times = await pongTimes(context, [...ids, ...controls], quietMs);
  const slowestMs = Math.max(0, ...controls.map((id) => times.get(id) ?? 0));
  const silent = ids.filter((id) => !times.has(id));
  if (slowestMs <= quietMs * slowPart || silent.length === 0) return times;
  const again = await pongTimes(context, silent, slowestMs / slowPart);
  return new Map([...times, ...again]);
}

/** Of those that answered a ping: how long it took. */
async function pongTimes(
  { tap }: FaultContext,
  ids: readonly string[],
  withinMs: number,
): Promise<ReadonlyMap<string, number>> {
  const trips = (await tap.injector?.roundTrips(ids, { pings: 1, bytes: 16, withinMs })) ?? [];
  return new Map(
    trips.flatMap(({ connection, ms }) => (ms === undefined ? [] : [[connection, ms]])),
  );
}

/** Says how it was undone; those the server has ended meanwhile need no more. */
async function untilBack(context: FaultContext, ids: readonly string[]): Promise<string> {
  const bound = { withinMs: backWithinMs, everyMs: 10 };
  const isBack = await lookUntil(context.clock, bound, async () => {
    const counters = await context.tap.counters(ids);
    const open = counters.flatMap((one) => (one.open ? one.connection : []));
    const answered = await pongTimes(context, open, backWithinMs / 3);
    return open.every((id) => answered.has(id)) ? true : undefined;
  });
  if (isBack === true) return 'let the clients go on';
  throw new Error('clients that were frozen do not answer pings again');
}
