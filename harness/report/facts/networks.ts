/** Network by network: how many users came by it, how long its way is as measured, and whom the server threw out of it. */

import type { RunHistory } from '../../contracts/checker.ts';
import { userOf } from '../../contracts/connection-id.ts';
import type { EventOf } from '../../contracts/history.ts';
import type { Attempt } from './connects.ts';
import type { Healthy } from './healthy.ts';
import { quantile } from './quantile.ts';
import { isKept, type Zombie } from './zombies.ts';

export interface NetworkWay {
  readonly network: string;
  readonly users: number;
  /** Of pings of the tap in baseline; null where nobody answered. */
  readonly roundTripP50Ms: number | null;
  readonly roundTripP99Ms: number | null;
}

export interface NetworkRow extends NetworkWay {
  /** Opened in the run, reconnects too. */
  readonly connections: number;
  readonly reconnects: number;
  readonly connectP95Ms: number | null;
  readonly zombies: number;
  readonly zombiesKept: number;
  readonly killed: number;
}

/** Empty for a run without networks. */
export function readNetworkWays({ plan, events }: RunHistory): readonly NetworkWay[] {
  const { users, networks = [] } = plan.load;
  return networks.map(({ name }) => {
    const trips = events
      .filter((event): event is EventOf<'network.measured'> => event.kind === 'network.measured')
      .flatMap(({ network, roundTripsMs }) => (network === name ? roundTripsMs : []));
    return {
      network: name,
      users: users.filter(({ network }) => network === name).length,
      roundTripP50Ms: quantile(trips, 50),
      roundTripP99Ms: quantile(trips, 99),
    };
  });
}

/** The same, with what became of the connections. */
export function readNetworks(
  history: RunHistory,
  of: {
    readonly attempts: readonly Attempt[];
    readonly zombies: readonly Zombie[];
    readonly healthy: Healthy;
  },
): readonly NetworkRow[] {
  const networkOf = new Map(history.plan.load.users.map(({ id, network }) => [id, network]));
  return readNetworkWays(history).map((way) => {
    const isOn = (connection: string): boolean => networkOf.get(userOf(connection)) === way.network;
    const attempts = of.attempts.filter(({ connection }) => isOn(connection));
    const opened = attempts.filter(({ outcome }) => outcome === 'open');
    const zombies = of.zombies.filter(({ connection }) => isOn(connection));
    return {
      ...way,
      connections: opened.length,
      reconnects: attempts.filter(({ again }) => again).length,
      connectP95Ms: quantile(
        opened.flatMap(({ tookMs }) => tookMs ?? []),
        95,
      ),
      zombies: zombies.length,
      zombiesKept: zombies.filter(isKept).length,
      killed: of.healthy.killed.filter(isOn).length,
    };
  });
}
