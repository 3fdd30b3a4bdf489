/** Connection, object and health check are fine; only what the server emits never arrives. The zombie of the incident. */

import { ChaosError } from '../harness/contracts/errors.ts';
import type {
  Fault,
  FaultContext,
  FaultProof,
  LiveConnection,
} from '../harness/contracts/fault.ts';
import type { FaultPoints, HealthOpinion } from '../harness/contracts/target.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { watchDeliveries, type Deliveries } from './proof/deliveries.ts';
import { connectedVictims, healOnce, idsOf, sortProven } from './kinds/injection.ts';
import { defineSettings } from './settings/define-settings.ts';

const schema = defineSettings('stalled-emitter', {
  mode: {
    kind: 'choice',
    options: ['throw', 'hang', 'drop', 'slow'],
    default: 'throw',
    summary: 'emitting throws, never resolves, resolves and delivers nothing, or takes `delay`',
  },
  delay: {
    kind: 'duration',
    defaultMs: 30_000,
    minMs: 200,
    maxMs: 3_600_000,
    summary: 'how late events are in mode `slow`',
  },
  proofWithin: {
    kind: 'duration',
    defaultMs: 1000,
    minMs: 50,
    maxMs: 60_000,
    summary: 'how long the probes may take to show it',
  },
});

const undo = 'disarmed the fault point';

export const stalledEmitter: Fault = {
  name: 'stalled-emitter',
  summary:
    'the emit path fails below the health checks: healthy and connected, yet nothing arrives',
  needs: ['fault-points'],
  makesZombies: true,
  legend: { label: 'stalled emitter', colour: '#8e44ad' },
  onlyThere: 'the server knows its fault points by connection',
  witness: 'health check and tap',
  undo,
  healWitness: 'a probe of each that is open',
  settings: schema.described,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const points = faultPointsOf(context);
    const victims = connectedVictims(planned, context);
    const { mode, delayMs, proofWithinMs } = schema.of(planned);
    const controls = await positiveControls(context, points, victims);
    await points.armEmit(idsOf(victims), mode, delayMs);
    return {
      victims,
      prove: () => prove({ context, points, victims, controls, proofWithinMs, fault: planned.id }),
      heal: healOnce(async () => {
        await points.disarmEmit(idsOf(victims));
        const open = context.live(planned.victims);
        return `${undo}; ${await reachedAgain({ context, points, open, fault: planned.id })}`;
      }),
    };
  },
};

interface Injected {
  readonly context: FaultContext;
  readonly points: FaultPoints;
  readonly victims: readonly LiveConnection[];
  readonly controls: readonly string[];
  readonly proofWithinMs: number;
  readonly fault: string;
}

/** How long a probe may take once nothing stalls it. */
const reachedWithinMs = 1000;
/** So many bystanders get the probe too: where none of them is heard, silence proves nothing. */
const controlsWanted = 3;

/** Without bystanders the victims are their own control: a probe must have reached them before. */
async function positiveControls(
  context: FaultContext,
  points: FaultPoints,
  victims: readonly LiveConnection[],
): Promise<readonly string[]> {
  const bystanders = idsOf(context.bystanders()).slice(0, controlsWanted);
  if (bystanders.length > 0) return bystanders;
  const ids = idsOf(victims);
  const deliveries = await watchDeliveries(context, ids);
  await points.emitProbe(ids, 'control');
  await deliveries.untilSome(ids, 1000);
  if (deliveries.reached().length === 0) {
    throw new ChaosError(
      'CHAOS_ERR_FAULT_INJECT',
      'a probe reaches nobody even before the emitter is stalled',
      { help: 'Look at the tap of this run: does the server send anything at all?' },
    );
  }
  return [];
}

/**
 * The server's own health check first, for a good server reclaims within a few hundred milliseconds; then rounds of
 * probes, until each victim has been passed over in one that reached a control.
 */
async function prove(injected: Injected): Promise<FaultProof> {
  const { context, points, victims, controls, proofWithinMs } = injected;
  const beganUs = context.clock.nowUs();
  const opinions = new Map(
    (await points.health(idsOf(victims))).map((opinion) => [opinion.connection, opinion]),
  );
  const passedOver = new Set<string>();
  const closed = new Set<string>();
  let rounds = 0;
  let controlsReached = 0;
  do {
    context.signal.throwIfAborted();
    rounds++;
    const deliveries = await probe(injected, rounds);
    controlsReached = controls.filter((id) => deliveries.reached().includes(id)).length;
    for (const id of deliveries.closed()) if (!passedOver.has(id)) closed.add(id);
    if (controls.length > 0 && controlsReached === 0) continue;
    for (const id of deliveries.silent()) passedOver.add(id);
  } while (
    idsOf(victims).some((id) => !passedOver.has(id) && !closed.has(id)) &&
    context.clock.nowUs() - beganUs < proofWithinMs * 1000
  );
  const sorted = sortProven(victims, ({ connection }) => {
    if (closed.has(connection)) return 'the server let go of it before the proof';
    if (!passedOver.has(connection)) return 'events still reach it, or no control was reached';
    return complaintOf(opinions.get(connection));
  });
  return {
    ...sorted,
    witness: 'health check and tap',
    facts: {
      saidHealthy: sorted.victims.length,
      rounds,
      controls: controls.length,
      controlsReached,
      tookMs: (context.clock.nowUs() - beganUs) / 1000,
    },
  };
}

async function probe(injected: Injected, round: number): Promise<Deliveries> {
  const { context, points, victims, controls, fault } = injected;
  const all = [...idsOf(victims), ...controls];
  const deliveries = await watchDeliveries(context, all);
  await points.emitProbe(all, `${fault}-${round}`);
  await deliveries.untilSome(controls, 250);
  // one more look: what left the server together with the control's probe has had its time
  await deliveries.lookAgain();
  return deliveries;
}

/** A server that lost its way over the fault may leave somebody unreached: that is its own doing, and told. */
async function reachedAgain(healed: {
  readonly context: FaultContext;
  readonly points: FaultPoints;
  readonly open: readonly LiveConnection[];
  readonly fault: string;
}): Promise<string> {
  const { context, points, open, fault } = healed;
  const ids = idsOf(open);
  if (ids.length === 0) return 'none of its connections is open any more';
  // the run may be over, and what was done is undone all the same
  const { signal } = new AbortController();
  const { clock } = context;
  const deliveries = await watchDeliveries({ ...context, signal }, ids);
  await points.emitProbe(ids, `${fault}-healed`);
  await lookUntil(clock, { withinMs: reachedWithinMs, everyMs: 5 }, async () => {
    await deliveries.lookAgain();
    return deliveries.silent().length === 0 ? true : undefined;
  });
  return `a probe reaches ${deliveries.reached().length} of ${ids.length} open connections`;
}

function complaintOf(opinion: HealthOpinion | undefined): string | undefined {
  if (opinion === undefined) return 'the server does not know it';
  if (!opinion.healthy) return 'the health check noticed';
  return opinion.hasConnections ? undefined : 'the server says it has no connection';
}

function faultPointsOf(context: FaultContext): FaultPoints {
  const points = context.target.faultPoints;
  if (points !== undefined) return points;
  throw new ChaosError('CHAOS_ERR_FAULT_INJECT', 'this server has no fault points', {
    help: 'Use the reference server, or a fault of the network.',
  });
}
