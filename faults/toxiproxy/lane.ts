/** One lane: a proxy with the toxics of its fault, armed at 0, and those that its network has standing there. */

import type { Proxy, Toxic } from 'toxiproxy-node-client';
import { ChaosError } from '../../harness/contracts/errors.ts';
import type { ToxicSpec } from '../../harness/contracts/network.ts';
import type { LaneSpec } from '../../harness/contracts/parts.ts';
import type { Gateway } from './gateway.ts';

export interface Lane {
  readonly spec: LaneSpec;
  readonly proxy: Proxy;
  readonly toxics: readonly Toxic<unknown>[];
  readonly standing: readonly Toxic<unknown>[];
  hasFired: boolean;
}

/** Begins the names of toxics that stand: no fault fires or disarms them. */
const standingMark = 'standing-';

/**
 * What stands comes first: what is on its way there when a fault fires meets the fault. `stands` is false once it is over
 * for what stands.
 */
export async function armLane(
  gateway: Gateway,
  { spec, proxy }: Pick<Lane, 'spec' | 'proxy'>,
  stands: boolean,
): Promise<Lane> {
  const standing: Toxic<unknown>[] = [];
  const toxics: Toxic<unknown>[] = [];
  const toxicity = stands ? 1 : 0;
  for (const [index, toxic] of (spec.standing ?? []).entries()) {
    const name = `${standingMark}${nameOf(toxic, index)}`;
    standing.push(await gateway.addToxic(proxy, name, { spec: toxic, toxicity }));
  }
  for (const [index, toxic] of spec.toxics.entries()) {
    const wanted = { spec: toxic, toxicity: 0 } as const;
    toxics.push(await gateway.addToxic(proxy, nameOf(toxic, index), wanted));
  }
  return { spec, proxy, toxics, standing, hasFired: false };
}

/** Of toxics that bite on a lane: those of its fault. */
export function firedOf(biting: readonly string[]): readonly string[] {
  return biting.filter((name) => !name.startsWith(standingMark));
}

/** Read back once more, from the server's own list and past the library. Rejects with CHAOS_ERR_TOXIPROXY_CALL. */
export async function checkStanding(gateway: Gateway, lanes: readonly LaneSpec[]): Promise<void> {
  if (lanes.every(({ standing = [] }) => standing.length === 0)) return;
  const biting = await gateway.bitingToxics();
  for (const { name, standing = [] } of lanes) {
    const found = (biting.get(name) ?? []).filter((toxic) => toxic.startsWith(standingMark));
    if (found.length < standing.length) throw doesNotStand(name, found);
  }
}

function nameOf({ type, stream }: ToxicSpec, index: number): string {
  return `${index + 1}-${type}-${stream}`;
}

function doesNotStand(lane: string, found: readonly string[]): ChaosError {
  const listed = found.length === 0 ? 'none' : `only ${found.join(', ')}`;
  const what = `of the toxics that stand on lane ${lane} Toxiproxy lists ${listed}`;
  return new ChaosError('CHAOS_ERR_TOXIPROXY_CALL', what);
}
