/** What a tour tries on a server: each fault of the catalogue in a plan of its own, or why it cannot be had there. */

import { Writable } from 'node:stream';
import { messageOf } from '../contracts/errors.ts';
import type { Plan } from '../contracts/plan.ts';
import { checkNeeds } from './check-needs.ts';
import { namespaceFlags } from './namespace.ts';
import { loadAndPlan, type ScenarioFlags } from './scenario-options.ts';
import type { Toolbox } from './toolbox.ts';

export interface TourStop {
  /** The fault, and the mechanism where it is not the default one. */
  readonly name: string;
  readonly summary: string;
  /** What `--set` makes of the scenario: this fault and no other. */
  readonly override: string;
}

export type PlannedStop =
  | (TourStop & { readonly plan: Plan; readonly namespace: boolean })
  | (TourStop & { readonly lack: string });

/** The same zombie another way: no proxy acknowledges for the dead any more. */
const furtherMechanisms: Readonly<Record<string, readonly string[]>> = {
  'half-open-socket': ['kernel'],
};

/** Sorted by name; `only` those named, all where none is. */
export function tourStops(
  faults: Toolbox['faults'],
  { only, victims, atMs }: { only: readonly string[]; victims: number; atMs: number },
): readonly TourStop[] {
  const stop = (inject: string, mechanism?: string): TourStop => {
    const settings = mechanism === undefined ? {} : { mechanism };
    const step = { inject, at: `${String(atMs)}ms`, on: { count: victims }, ...settings };
    return {
      name: mechanism === undefined ? inject : `${inject}, ${mechanism}`,
      summary: faults.get(inject)?.summary ?? '',
      override: `faults=${JSON.stringify([step])}`,
    };
  };
  return [...faults.keys()]
    .filter((inject) => only.length === 0 || only.includes(inject))
    .flatMap((inject) => [
      stop(inject),
      ...(furtherMechanisms[inject] ?? []).map((mechanism) => stop(inject, mechanism)),
    ]);
}

/** Where the runs of a tour write what nobody reads. */
export const silent = new Writable({
  write: (_chunk, _encoding, done) => {
    done();
  },
});

/** What every stop has against it is the scenario's fault and has been told before; here only what is against one. */
export async function planStop(
  stop: TourStop,
  of: { readonly reference: string; readonly flags: ScenarioFlags; readonly tools: Toolbox },
): Promise<PlannedStop> {
  const { reference, flags, tools } = of;
  try {
    const set = [...flags.set, stop.override];
    const streams = { out: silent, err: silent };
    const { plan } = await loadAndPlan(reference, { ...flags, set }, { tools, streams });
    const means = { proxy: 'toxiproxy', engine: 'embedded', faults: tools.faults } as const;
    const { namespace } = checkNeeds(plan, means);
    if (!namespace || (await namespaceFlags()) !== undefined) return { ...stop, plan, namespace };
    return { ...stop, lack: 'no network namespace with nft can be had here' };
  } catch (error) {
    return { ...stop, lack: messageOf(error) };
  }
}
