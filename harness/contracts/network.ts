/** The networks users come by: what stands on their lanes for a whole run, and who has which. */

import type { Cohort } from './scenario.ts';

/** A toxic as the plan's lanes arm it, in this order. */
export interface ToxicSpec {
  readonly type: string;
  readonly stream: 'upstream' | 'downstream';
  readonly attributes: Readonly<Record<string, number>>;
}

/** What one network does to the connections of its users. */
export interface PlannedNetwork {
  readonly name: string;
  /** On every lane of it from the start to the end, in this order. */
  readonly toxics: readonly ToxicSpec[];
  /** A tab in the background: its timers ring at most so often, once it has been there for so long. */
  readonly hiddenTab?: { readonly timersEveryMs: number; readonly afterMs: number };
  /** A change of cell: all connections of the user are gone about so often, this percent of the times without a word. */
  readonly handOff?: { readonly everyMs: number; readonly silentPercent: number };
  /** Percent of its packets such a network loses; told, and not applied: docs/adr/0006. */
  readonly lossPercent?: number;
}

/** Percent of the users of a cohort, by network; 100 in all. */
export type NetworkShares = Readonly<Record<string, number>>;

/** The networks there are, and what `load.network: mix` stands for. */
export interface NetworkTable {
  readonly networks: readonly PlannedNetwork[];
  readonly mix: Readonly<Record<Cohort, NetworkShares>>;
}

/** The part of a fault's lane for victims who come by this network: `f1-mobile`. */
export function partOfLane(lane: string, network: string): string {
  return `${lane}-${network}`;
}

/** What runs leave out of these networks, for people; undefined where it is nothing. */
export function leftOutOf(networks: readonly PlannedNetwork[]): string | undefined {
  const lossy = networks.flatMap(({ name, lossPercent }) =>
    lossPercent === undefined ? [] : [`${name} ${lossPercent}%`],
  );
  return lossy.length === 0 ? undefined : `packets lost are not applied (${lossy.join(', ')})`;
}
