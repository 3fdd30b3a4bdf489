/** A client is gone, and the server's own removal of it fails: the socket is free, the slot is taken by nobody. */

import { ChaosError } from '../harness/contracts/errors.ts';
import type {
  Fault,
  FaultContext,
  FaultProof,
  LiveConnection,
} from '../harness/contracts/fault.ts';
import type { ThrowPoint } from '../harness/contracts/target.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { connectedVictims, healOnce, idsOf, sortProven } from './kinds/injection.ts';
import { defineSettings } from './settings/define-settings.ts';
import { proofWithin } from './kinds/tap-fault.ts';
import { lasting, times } from './settings/throw-settings.ts';

const schema = defineSettings('cleanup-failure', {
  times: times('removals of each victim fail at least; all do until the fault is proven'),
  lasting: lasting(0, 'and all that are tried so long after that'),
  proofWithin,
});

/** Longer than any proof may take. */
const untilProvenMs = 3_600_000;
const witness = 'kernel, tap and census';

export const cleanupFailure: Fault = {
  name: 'cleanup-failure',
  summary:
    'clients go away and the server’s removal of them fails, so that their slots are held by nobody',
  needs: ['fault-points', 'client-control'],
  makesZombies: true,
  legend: { label: 'cleanup failure', colour: '#784212' },
  onlyThere: 'its clients are gone for good',
  witness,
  undo: 'disarmed the fault point',
  healWitness: 'census',
  settings: schema.described,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const cleanup = pointOf(context);
    const victims = connectedVictims(planned, context);
    const ids = idsOf(victims);
    const { times: count, lastingMs, proofWithinMs } = schema.of(planned);
    try {
      await cleanup.arm(ids, { times: count, lastingMs: untilProvenMs });
      context.signal.throwIfAborted();
      await context.clients.vanish(ids);
    } catch (error) {
      await cleanup.disarm(ids);
      throw error;
    }
    return {
      victims,
      prove: async () => {
        const proof = await prove({ context, victims, withinMs: proofWithinMs });
        // a removal that fails no longer than the proof takes leaves the server all of its time
        if (count === 1 && lastingMs === 0) await cleanup.disarm(ids);
        else await cleanup.arm(ids, { times: count - 1, lastingMs });
        return proof;
      },
      heal: healOnce(async () => {
        await cleanup.disarm(ids);
        const held = await listedOf(context, ids);
        return held.size === 0
          ? 'disarmed the fault point'
          : `disarmed the fault point; the server still holds ${held.size} slots`;
      }),
    };
  },
};

/**
 * The socket is gone by the kernel's word, then the server is asked, and asked again: it must still list the connection. Where
 * the kernel is done with a socket the server may be just about to hear of it, and has when it answers for the second time.
 */
async function prove(injected: {
  readonly context: FaultContext;
  readonly victims: readonly LiveConnection[];
  readonly withinMs: number;
}): Promise<FaultProof> {
  const { context, victims, withinMs } = injected;
  const beganUs = context.clock.nowUs();
  const reasons = new Map<string, string | undefined>();
  const bound = { withinMs, everyMs: 10, signal: context.signal };
  await lookUntil(context.clock, bound, async () => {
    const held = await heldSockets(context, victims);
    await listedOf(context, idsOf(victims));
    const listed = await listedOf(context, idsOf(victims));
    for (const { connection } of victims) {
      const isProven = reasons.has(connection) && reasons.get(connection) === undefined;
      if (!isProven) reasons.set(connection, reasonAgainst(connection, held, listed));
    }
    return [...reasons.values()].every((reason) => reason === undefined) ? true : undefined;
  });
  return {
    ...sortProven(victims, ({ connection }) => reasons.get(connection)),
    witness: context.kernel === undefined ? 'tap and census' : witness,
    facts: { tookMs: (context.clock.nowUs() - beganUs) / 1000 },
  };
}

function reasonAgainst(
  connection: string,
  held: ReadonlySet<string>,
  listed: ReadonlySet<string>,
): string | undefined {
  if (held.has(connection)) return 'the server still holds its socket';
  return listed.has(connection) ? undefined : 'the server has let go of its slot';
}

/** Those whose connection still stands: by the kernel where it can be asked, and by the tap. */
async function heldSockets(
  { kernel, tap }: FaultContext,
  victims: readonly LiveConnection[],
): Promise<ReadonlySet<string>> {
  const ports = victims.map(({ serverPort }) => serverPort);
  const [sockets, counters] = await Promise.all([
    kernel?.serverSockets(ports),
    tap.counters(idsOf(victims)),
  ]);
  const standing = victims.filter(
    ({ serverPort }, index) =>
      counters[index]?.open === true || (sockets?.get(serverPort) ?? 'gone') !== 'gone',
  );
  return new Set(idsOf(standing));
}

async function listedOf(
  { target }: FaultContext,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const census = await target.census?.();
  const listed = new Set(census?.connections.map(({ connection }) => connection));
  return new Set(ids.filter((id) => listed.has(id)));
}

function pointOf({ target }: FaultContext): ThrowPoint {
  const point = target.faultPoints?.cleanup;
  if (point !== undefined && target.census !== undefined) return point;
  const lacking = point === undefined ? 'has no fault point in its removal' : 'has no census';
  throw new ChaosError('CHAOS_ERR_FAULT_INJECT', `this server ${lacking}`, {
    help: 'Use the reference server, or give target.hooks and target.census.',
  });
}
