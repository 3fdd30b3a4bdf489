/** Faults that hurt nobody, for tests that need only their declaration. */

import { ChaosError } from '../contracts/errors.ts';
import type { Fault } from '../contracts/fault.ts';

/** A fault that makes zombies, needs no lane and takes any settings; `parts` overrides. */
export function inertFault(name: string, parts: Partial<Fault> = {}): Fault {
  return {
    name,
    summary: 'hurts nobody',
    needs: [],
    makesZombies: true,
    legend: { label: name, colour: '#888888' },
    parseSettings: (raw) => raw,
    inject: () => Promise.reject(new Error(`${name} is inert`)),
    ...parts,
  };
}

/** Refuses every setting but those named, as real faults do. */
export function knowingOnly(...known: readonly string[]): Fault['parseSettings'] {
  return (raw) => {
    const strange = Object.keys(raw).find((name) => !known.includes(name));
    if (strange === undefined) return raw;
    throw new ChaosError('CHAOS_ERR_FAULT_SETTINGS', `unknown setting \`${strange}\``, {
      help: `Use only ${known.join(', ')}.`,
    });
  };
}

/** By name, as `buildPlan` and `loadScenario` take them. */
export function faultsByName(...faults: readonly Fault[]): ReadonlyMap<string, Fault> {
  return new Map(faults.map((fault) => [fault.name, fault]));
}
