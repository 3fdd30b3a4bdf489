/** A client's process stands still: suspended, paging, a laptop with its lid down. Its kernel keeps the socket and says nothing. */

import { ChaosError } from '../harness/contracts/errors.ts';
import type {
  Fault,
  FaultContext,
  FaultProof,
  LiveConnection,
} from '../harness/contracts/fault.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { connectedVictims, healOnce, idsOf, sortProven } from './injection.ts';
import { defineSettings } from './settings.ts';
import { injectorOf } from './tap-fault.ts';

const schema = defineSettings('client-freeze', {
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
  needs: ['client-control', 'tap'],
  makesZombies: true,
  legend: { label: 'client frozen', colour: '#5d6d7e' },
  witness,
  undo: 'let the clients go on',
  settings: schema.described,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const control = controlOf(context);
    injectorOf(context, planned.inject);
    const victims = connectedVictims(planned, context);
    const ids = idsOf(victims);
    const { quietMs } = schema.of(planned);
    await control.freeze(ids);
    if (context.signal.aborted) {
      await control.thaw(ids);
      context.signal.throwIfAborted();
    }
    return {
      victims,
      prove: () => prove({ context, victims, quietMs }),
      heal: healOnce(async () => {
        await control.thaw(ids);
        return untilBack(context, ids);
      }),
    };
  },
};

/** A ping to each: no pong from a victim, one from a bystander, and the server's socket as open as before. */
async function prove(injected: {
  readonly context: FaultContext;
  readonly victims: readonly LiveConnection[];
  readonly quietMs: number;
}): Promise<FaultProof> {
  const { context, victims, quietMs } = injected;
  const controls = idsOf(context.bystanders()).slice(0, controlsWanted);
  const answered = await pinged(context, [...idsOf(victims), ...controls], quietMs);
  const controlsAnswered = controls.filter((id) => answered.has(id)).length;
  const states = await context.kernel?.serverSockets(victims.map(({ serverPort }) => serverPort));
  const counters = await context.tap.counters(idsOf(victims));
  const closed = new Set(counters.flatMap((one) => (one.open ? [] : one.connection)));
  return {
    ...sortProven(victims, ({ connection, serverPort }) => {
      if (answered.has(connection)) return 'it still answers pings';
      if (closed.has(connection)) return 'it was closed before the proof';
      if (controls.length > 0 && controlsAnswered === 0) return 'no bystander answered either';
      const state = states?.get(serverPort) ?? 'established';
      return state === 'established' ? undefined : `the socket of the server is ${state}`;
    }),
    witness: context.kernel === undefined ? 'pings of the tap' : witness,
    facts: { quietMs, controls: controls.length, controlsAnswered },
  };
}

async function pinged(
  { tap }: FaultContext,
  ids: readonly string[],
  withinMs: number,
): Promise<ReadonlySet<string>> {
  const trips = await tap.injector?.roundTrips(ids, { pings: 1, bytes: 16, withinMs });
  return new Set(trips?.flatMap(({ connection, ms }) => (ms === undefined ? [] : connection)));
}

/** Says how it was undone; those the server has ended meanwhile need no more. */
async function untilBack(context: FaultContext, ids: readonly string[]): Promise<string> {
  const bound = { withinMs: backWithinMs, everyMs: 10 };
  const isBack = await lookUntil(context.clock, bound, async () => {
    const counters = await context.tap.counters(ids);
    const open = counters.flatMap((one) => (one.open ? one.connection : []));
    const answered = await pinged(context, open, backWithinMs / 3);
    return open.every((id) => answered.has(id)) ? true : undefined;
  });
  if (isBack === true) return 'let the clients go on';
  throw new Error('clients that were frozen do not answer pings again');
}

function controlOf({ clients }: FaultContext): {
  readonly freeze: (ids: readonly string[]) => Promise<void>;
  readonly thaw: (ids: readonly string[]) => Promise<void>;
} {
  if (clients.freeze !== undefined && clients.thaw !== undefined) {
    return {
      freeze: async (ids) => clients.freeze?.(ids),
      thaw: async (ids) => clients.thaw?.(ids),
    };
  }
  throw new ChaosError('CHAOS_ERR_FAULT_INJECT', 'this load cannot freeze its clients', {
    help: 'Run it with --engine embedded.',
  });
}
