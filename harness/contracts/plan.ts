/** What will happen and when, with no chance left in it. The same scenario and seed give the same bytes. */

import type { PlannedNetwork } from './network.ts';
import type { RequestPattern } from './tap-rules.ts';
import type { Cohort, PhaseName, ServiceLevel, TapSpec, TargetSpec } from './scenario.ts';

/**
 * One user of the load. `id` is `<cohort>-<n>` (n from 1). Connection keys are `<id>.<slot>` (slot from 1);
 * a connection id is `<key>.<incarnation>` (from 0), sent as `x-chaos-connection` with each upgrade.
 */
export interface PlannedUser {
  readonly id: string;
  readonly cohort: Cohort;
  readonly connections: number;
  /** After the start of the load; users who arrive during chaos have it in that phase. */
  readonly startAfterMs: number;
  /** True for users of `load.arrivals`. */
  readonly arrival: boolean;
  /** Seeds the user's own choices (think times, sizes). 32 bits. */
  readonly seed: number;
  /** One of `load.networks`; absent where nothing but the wire is between user and server. */
  readonly network?: string;
}

/** Connections a network fault hits together: one Toxiproxy proxy each. */
export interface PlannedLane {
  readonly name: string;
  /** Connection keys routed through this lane; reconnects use the lane of their network, else of their cohort, unless `returning`. */
  readonly connections: readonly string[];
  /** One of `load.networks`, whose toxics stand on it. */
  readonly network?: string;
  /** The lane of a fault that this is a part of: the victims who come by this network. */
  readonly partOf?: string;
  /** True where their reconnects use it too, because its fault hits those who come back. */
  readonly returning?: boolean;
}

/** Victims that only the requests of the load can tell. Of those that are connected then, `seed` gives the order. */
export interface VictimMatch extends RequestPattern {
  readonly cohorts: readonly Cohort[];
  readonly count?: number;
  /** Whole percent of the matching, rounded down, at least one. */
  readonly sharePercent?: number;
  /** 32 bits. */
  readonly seed: number;
}

export interface PlannedFault {
  /**
   * `f1`, `f2`, … in the order of time, those of one moment in the order of the scenario; `h1`, `h2`, … for hand-offs of
   * networks, which no step of the scenario wants.
   */
  readonly id: string;
  readonly inject: string;
  /** Milliseconds after the start of the run (= start of baseline). */
  readonly beginMs: number;
  readonly healMs: number;
  /** Connection keys, chosen by seed. Empty where `match` tells them when the fault begins. */
  readonly victims: readonly string[];
  readonly match?: VictimMatch;
  /** The lane of its own, for faults that need one; where its victims come by networks, all lanes that are `partOf` it. */
  readonly lane?: string;
  /** The load's process in which the users of its victims live, and nobody else; for faults that need one. */
  readonly process?: string;
  /** True where the fault makes zombies, so that one never proven is not taken for none planned. */
  readonly makesZombies?: boolean;
  /**
   * Where victims may die while it is on, at times nobody knows before: nobody does after this, so that each leaves the server
   * its time before the heal. Those proven dead are zombies, whatever `makesZombies` says.
   */
  readonly killsUntilMs?: number;
  /** True where the fault is about a Close of the server, which then shows nothing: the descriptor is judged in its place. */
  readonly ignoresClose?: boolean;
  /** Parsed by the fault, units resolved; JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface PlannedPhase {
  readonly name: PhaseName;
  readonly beginMs: number;
  readonly endMs: number;
}

export interface Plan {
  readonly version: 1;
  readonly scenario: string;
  readonly seed: number;
  /** SHA-256 (hex) of the plan's JSON without this field. */
  readonly hash: string;
  readonly target: TargetSpec;
  readonly tap?: TapSpec;
  readonly load: {
    readonly script?: string;
    readonly activity: 'chat' | 'idle';
    readonly env: Readonly<Record<string, string>>;
    readonly users: readonly PlannedUser[];
    /** Those by which users come; absent where there are none. */
    readonly networks?: readonly PlannedNetwork[];
  };
  readonly phases: readonly PlannedPhase[];
  readonly lanes: readonly PlannedLane[];
  readonly faults: readonly PlannedFault[];
  readonly serviceLevel: ServiceLevel;
  readonly checks: readonly string[];
}
