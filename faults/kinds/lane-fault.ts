/** What faults of a slow network share: toxics that are fired and disarmed, and a way to the client that is measured. */

import { ChaosError } from '../../harness/contracts/errors.ts';
import type {
  ActiveFault,
  Fault,
  FaultContext,
  FaultProof,
  LiveConnection,
  SettingDescription,
} from '../../harness/contracts/fault.ts';
import type { PlannedFault } from '../../harness/contracts/plan.ts';
import type { RoundTrip } from '../../harness/contracts/tap-rules.ts';
import { connectedVictims, healOnce, idsOf, sortProven } from './injection.ts';
import { pinged, seenWell } from './seen-well.ts';
import { injectorOf } from './tap-fault.ts';

/** One that is slow may have met a machine that stood still. */
export interface Bursts {
  readonly bursts: number;
  readonly slowest: number;
}

/** A burst of the tap's own pings, and how long it must take for the fault to be proven. */
export interface Measure {
  readonly pings: number;
  readonly leastMs: number;
  readonly withinMs: number;
  /** Of so many bursts the `slowest` must be slow; where not given, both of two: the way always takes as long. */
  readonly many?: Bursts;
  /** By so much the slowest burst must have taken longer than the quickest. */
  readonly leastSpreadMs?: number;
}

export interface LaneFaultSpec extends Pick<Fault, 'name' | 'summary' | 'legend'> {
  readonly schema: {
    readonly described: readonly SettingDescription[];
    readonly parse: Fault['parseSettings'];
  };
  readonly toxics: NonNullable<Fault['toxics']>;
  measure(planned: PlannedFault): Measure;
}

const pingBytes = 125;
const burstsBefore = 3;
const twice: Bursts = { bursts: 2, slowest: 2 };
/** Where pings differ by more than this part of what is to be seen, two of them prove nothing. */
const unevenPart = 0.1;
const furtherBursts = 4;
const moreOften: Bursts = { bursts: 5, slowest: 3 };
const witness = 'pings of the tap to the client';
const undo = 'set the toxics of the lane to 0';

export function laneFault(spec: LaneFaultSpec): Fault {
  const { name, summary, legend, schema, toxics } = spec;
  return {
    name,
    summary,
    legend,
    witness,
    undo,
    healWitness: `Toxiproxy’s own list, and ${pinged}`,
    settings: schema.described,
    parseSettings: schema.parse,
    toxics,
    needs: ['lane', 'tap'],
    makesZombies: false,
    hitsReturning: true,
    inject: async (planned, context) => {
      const lane = laneOf(planned);
      const victims = connectedVictims(planned, context);
      injectorOf(context, name);
      const before = await pingBefore(context, victims, spec.measure(planned));
      await context.lanes.fire(lane);
      if (context.signal.aborted) {
        await context.lanes.disarm(lane);
        context.signal.throwIfAborted();
      }
      return {
        victims,
        prove: () => {
          const wanted = spec.measure(planned);
          const many = wanted.many ?? (isUneven(before, wanted) ? moreOften : twice);
          return prove({ context, victims, before: before.trips, wanted: { ...wanted, many } });
        },
        heal: healOnce(async () => {
          await context.lanes.disarm(lane);
          const biting = await context.lanes.firedToxics(lane);
          if (biting.length > 0) throw new Error(`${biting.join(', ')} still bite`);
          return `${undo}; ${await seenWell(context, planned.victims)}`;
        }),
      } satisfies ActiveFault;
    },
  };
}

export function laneOf({ lane, inject }: PlannedFault): string {
  if (lane !== undefined) return lane;
  throw new ChaosError('CHAOS_ERR_FAULT_INJECT', `${inject} needs a lane of its own`, {
    help: 'Run with `--proxy toxiproxy`.',
  });
}

async function ping(
  context: FaultContext,
  victims: readonly LiveConnection[],
  { pings, withinMs }: Measure,
): Promise<readonly RoundTrip[]> {
  const burst = { pings, bytes: pingBytes, withinMs };
  return (await context.tap.injector?.roundTrips(idsOf(victims), burst)) ?? [];
}

interface Way {
  /** The quickest of a few bursts. */
  readonly trips: readonly RoundTrip[];
  /** By the network of a user the way may be long already, and longer at times: by how much, at most. */
  readonly spreadMs: number;
}

function isUneven({ spreadMs }: Way, { leastMs }: Measure): boolean {
  return spreadMs > leastMs * unevenPart;
}

/** A few bursts, while all answer, and some more where they differ. */
async function pingBefore(
  context: FaultContext,
  victims: readonly LiveConnection[],
  wanted: Measure,
): Promise<Way> {
  let trips = await ping(context, victims, wanted);
  let spreadMs = 0;
  for (let burst = 1; burst < burstsBefore + furtherBursts; burst++) {
    if (trips.some(({ ms }) => ms === undefined)) break;
    if (burst >= burstsBefore && !isUneven({ trips, spreadMs }, wanted)) break;
    const again = await ping(context, victims, wanted);
    const msOf = new Map(again.map(({ connection, ms }) => [connection, ms]));
    trips = trips.map(({ connection, ms = 0 }) => {
      const other = msOf.get(connection) ?? ms;
      spreadMs = Math.max(spreadMs, Math.abs(other - ms));
      return { connection, ms: Math.min(ms, other) };
    });
  }
  return { trips, spreadMs };
}

async function prove(injected: {
  readonly context: FaultContext;
  readonly victims: readonly LiveConnection[];
  readonly before: readonly RoundTrip[];
  readonly wanted: Measure & { readonly many: Bursts };
}): Promise<FaultProof> {
  const { context, victims, before, wanted } = injected;
  const { bursts, slowest } = wanted.many;
  const during = await pingOften(context, victims, wanted);
  const quick = new Map(before.map(({ connection, ms }) => [connection, ms]));
  return {
    ...sortProven(victims, ({ connection }) => {
      const fastMs = quick.get(connection);
      const times = (during.get(connection) ?? []).toSorted((one, other) => other - one);
      const slowMs = times[slowest - 1];
      if (fastMs === undefined) return 'its client answered no ping before the fault';
      if (slowMs === undefined) return 'its client answered no ping in time';
      // a client that was as slow before has not been slowed down
      if (slowMs - fastMs < wanted.leastMs)
        return `pings took ${Math.round(slowMs)} ms, which is not slow enough`;
      const spreadMs = slowMs - (times.at(-1) ?? 0);
      if (spreadMs >= (wanted.leastSpreadMs ?? 0)) return undefined;
      return `pings took equally long, within ${Math.round(spreadMs)} ms`;
    }),
    witness,
    facts: {
      pings: wanted.pings,
      beforeMs: longest(before),
      duringMs: longest([...during.values()].flat().map((ms) => ({ ms }))),
      bursts,
      leastMs: wanted.leastMs,
    },
  };
}

/** One burst after the other; the times of those that came back, by connection. */
async function pingOften(
  context: FaultContext,
  victims: readonly LiveConnection[],
  wanted: Measure & { readonly many: Bursts },
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>(idsOf(victims).map((id) => [id, []]));
  for (let burst = 0; burst < wanted.many.bursts; burst++) {
    context.signal.throwIfAborted();
    for (const { connection, ms } of await ping(context, victims, wanted))
      if (ms !== undefined) times.get(connection)?.push(ms);
  }
  return times;
}

function longest(trips: readonly { readonly ms?: number | undefined }[]): number {
  return Math.max(0, ...trips.map(({ ms }) => Math.round(ms ?? 0)));
}
