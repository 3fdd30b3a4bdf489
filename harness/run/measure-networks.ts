/** Looks whether users really come by their networks: how long pings of the tap take to them, before any fault. */

import type { Clock } from '../contracts/clock.ts';
import type { LiveConnection, TapControl } from '../contracts/fault.ts';
import type { Plan } from '../contracts/plan.ts';
import type { EventLog } from './event-log.ts';

/** Everybody is on by then, and the pings of the slowest are back before the first fault. */
const atPercentOfBaseline = 65;
/** Of one network: enough for a median. */
const connectionsAtMost = 50;
const ping = { pings: 1, bytes: 32, withinMs: 3000 } as const;

export interface NetworkMeasuring {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly plan: Plan;
  readonly tap: Pick<TapControl, 'injector'>;
  live(keys: readonly string[]): readonly LiveConnection[];
}

/** Records `network.measured` for each network of the plan; nothing where there are none or the tap cannot ping. Never rejects. */
export async function measureNetworks(of: NetworkMeasuring, signal: AbortSignal): Promise<void> {
  const { clock, plan, tap } = of;
  const { injector } = tap;
  const { networks } = plan.load;
  if (networks === undefined || injector === undefined) return;
  const baselineMs = plan.phases.find(({ name }) => name === 'baseline')?.endMs ?? 0;
  try {
    await clock.delay((baselineMs * atPercentOfBaseline) / 100, signal);
    await Promise.all(networks.map(({ name }) => measure(of, injector, name)));
  } catch {
    // the run ends, or the tap is gone: what was not measured is not recorded, and is judged by that
  }
}

async function measure(
  of: NetworkMeasuring,
  injector: NonNullable<TapControl['injector']>,
  network: string,
): Promise<void> {
  const { clock, log, plan } = of;
  const keys = plan.lanes.flatMap((lane) => (lane.network === network ? lane.connections : []));
  const ids = of
    .live(keys)
    .slice(0, connectionsAtMost)
    .map(({ connection }) => connection);
  const trips = await injector.roundTrips(ids, ping);
  const roundTripsMs = trips
    .flatMap(({ ms }) => (ms === undefined ? [] : [Math.round(ms * 10) / 10]))
    .toSorted((a, b) => a - b);
  const asked = ids.length;
  log.record({ kind: 'network.measured', atUs: clock.nowUs(), network, asked, roundTripsMs });
}
