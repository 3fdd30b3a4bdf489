/**
 * Which lane a connection takes: that of its key the first time, that of its user's network or its cohort afterwards,
 * unless its fault hits those who come back.
 */

import { hostOf, isLoopback } from '../../harness/contracts/loopback.ts';
import { cohortOf, userOf } from '../../harness/contracts/connection-id.ts';
import type { Plan } from '../../harness/contracts/plan.ts';

export interface LaneRouter {
  /** URL of the lane for a connection key; `incarnation` 0 is its first connection. */
  urlFor(key: string, incarnation: number): string;
  /** The same for a URL of a script: those that lead to the default lane, or past it straight to the server. */
  readonly route: (url: string, key: string, incarnation: number) => string;
}

export function laneRouter(
  plan: Pick<Plan, 'lanes'>,
  laneUrls: Readonly<Record<string, string>>,
  targetUrl?: string,
): LaneRouter {
  const defaultUrl = laneUrls['default'] ?? '';
  const laneOf = new Map<string, string>();
  const networkOf = new Map<string, string>();
  const staying = new Set<string>();
  for (const { name, connections, network, returning } of plan.lanes)
    for (const key of connections) {
      laneOf.set(key, name);
      if (returning === true) staying.add(key);
      if (network !== undefined) networkOf.set(userOf(key), network);
    }
  const urlFor = (key: string, incarnation: number): string => {
    const network = networkOf.get(userOf(key));
    // a script may open more than the plan knows of
    const first = laneOf.get(key) ?? network ?? 'default';
    const isFirst = incarnation === 0 || staying.has(key);
    const lane = isFirst ? first : (network ?? cohortOf(key));
    return laneUrls[lane] ?? defaultUrl;
  };
  const rerouted = [defaultUrl, targetUrl].flatMap((address) => parsed(address) ?? []);
  // most ask for the same as the one before them
  let last = { url: '', lane: '', route: '' };
  return {
    urlFor,
    route: (url, key, incarnation) => {
      const lane = urlFor(key, incarnation);
      if (url !== last.url || lane !== last.lane)
        last = { url, lane, route: routeOf(url, lane, rerouted) };
      return last.route;
    },
  };
}

function routeOf(url: string, lane: string, rerouted: readonly URL[]): string {
  const from = URL.parse(url);
  const to = URL.parse(lane);
  if (from === null || to === null) return url;
  if (!rerouted.some((address) => leadTo(from, address))) return url;
  from.protocol = to.protocol; // a server may speak TLS, the lanes in front of it do not
  from.host = to.host;
  return from.href;
}

function parsed(address: string | undefined): URL | undefined {
  return address === undefined ? undefined : (URL.parse(address) ?? undefined);
}

function leadTo(from: URL, to: URL): boolean {
  if (from.protocol !== to.protocol || from.port !== to.port) return false;
  return from.host === to.host || (isLoopback(hostOf(from)) && isLoopback(hostOf(to)));
}
