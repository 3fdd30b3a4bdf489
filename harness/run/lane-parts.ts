/** Lanes as faults know them: one that has a part for each network of its victims is fired and healed as one. */

import type { LaneControl, Fault } from '../contracts/fault.ts';
import type { LaneSpec } from '../contracts/parts.ts';
import type { Plan } from '../contracts/plan.ts';

/** What each lane of the plan is made of: the toxics of its fault, and those that its network has standing there. */
export function laneSpecs(
  { lanes, faults: planned, load }: Pick<Plan, 'lanes' | 'faults' | 'load'>,
  faults: ReadonlyMap<string, Fault>,
): readonly LaneSpec[] {
  const networks = new Map((load.networks ?? []).map(({ name, toxics }) => [name, toxics]));
  const toxicsOf = (lane: string): LaneSpec['toxics'] => {
    const its = planned.find((one) => one.lane === lane);
    return its === undefined ? [] : (faults.get(its.inject)?.toxics?.(its.settings) ?? []);
  };
  return lanes.map(({ name, partOf, network = '' }) => {
    const standing = networks.get(network);
    const toxics = toxicsOf(partOf ?? name);
    return { name, toxics, ...(standing === undefined ? {} : { standing }) };
  });
}

/** `control` for lanes of faults, each of which is all its parts at once. */
export function joinParts(control: LaneControl, lanes: Plan['lanes']): LaneControl {
  const partsOf = (lane: string): readonly string[] => {
    const parts = lanes.filter(({ partOf, name }) => (partOf ?? name) === lane);
    return parts.length === 0 ? [lane] : parts.map(({ name }) => name);
  };
  const each = async (lane: string, act: (part: string) => Promise<void>): Promise<void> => {
    await Promise.all(partsOf(lane).map(act));
  };
  return {
    // what bites in one part only has not been fired
    firedToxics: async (lane) => {
      const fired = await Promise.all(partsOf(lane).map((part) => control.firedToxics(part)));
      const [first = [], ...others] = fired;
      return first.filter((toxic) => others.every((other) => other.includes(toxic)));
    },
    fire: (lane) => each(lane, (part) => control.fire(part)),
    disarm: (lane) => each(lane, (part) => control.disarm(part)),
    remove: (lane) => each(lane, (part) => control.remove(part)),
  };
}
