/** One way to hurt the system. The file name is the fault's name; see `faults/CREATING_FAULTS.md`. */

import type { Clock } from './clock.ts';
import type { HistoryEvent } from './history.ts';
import type { ToxicSpec } from './network.ts';
import type { PlannedFault } from './plan.ts';
import type { TapInjector } from './tap-rules.ts';
import type { TargetControl } from './target.ts';

/**
 * What a fault needs to be injected; checked before anything starts. `namespace`: the run has a network namespace
 * of its own, whose packet filter is nobody else's and goes away with the run. `small-buffers`: and whose sockets hold 64 kB
 * each way. `client-process`: the users whom it hits
 * live in a process that is nobody else's.
 */
export type FaultNeed =
  | 'lane'
  | 'tap'
  | 'fault-points'
  | 'client-control'
  | 'client-process'
  | 'namespace'
  | 'small-buffers';

/** A connection of the load that is open now, joined over the ledgers. */
export interface LiveConnection {
  readonly connection: string;
  readonly key: string;
  /** The tap's port towards the target: identifies the server's socket in the kernel's tables. */
  readonly serverPort: number;
}

/** One Toxiproxy proxy. Toxics are armed at toxicity 0 and fired by updating it to 1. */
export interface LaneControl {
  /** Names of the armed toxics whose toxicity reads back as 1. */
  firedToxics(lane: string): Promise<readonly string[]>;
  fire(lane: string): Promise<void>;
  /** Back to toxicity 0: heals connections whose client is alive. */
  disarm(lane: string): Promise<void>;
  /** Deletes the proxy with its connections; the end of the undo ladder. */
  remove(lane: string): Promise<void>;
}

/** Live counters of the tap for one connection. */
export interface TapCounters {
  readonly connection: string;
  readonly open: boolean;
  readonly messagesUp: number;
  readonly messagesDown: number;
  readonly pingsDown: number;
  readonly pongsUp: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly withheld: number;
  /**
   * What rules beyond withholding did, by verb: `delayed`, `repeated`, `answered`, `swallowed`, …; and by `owner/verb` what
   * those of one owner did.
   */
  readonly acted?: Readonly<Record<string, number>>;
}

/** Withhold whole messages. Of the data messages counted from arming: every `every`-th, at most `limit`. */
export interface WithholdRule {
  readonly direction: 'up' | 'down';
  readonly every: number;
  readonly limit: number;
}

export interface TapControl {
  counters(connections: readonly string[]): Promise<readonly TapCounters[]>;
  /** Further means; absent where the tap is not ours. */
  readonly injector?: TapInjector;
}

export interface ClientControl {
  /** Destroys the sockets with no Close frame and takes their users away; resolves when they are gone. */
  vanish(connections: readonly string[]): Promise<void>;
  /**
   * As if the process of these clients were stopped: their sockets stay open, nothing is read or written. Absent where the
   * load cannot.
   */
  freeze?(connections: readonly string[]): Promise<void>;
  /** They go on where they stopped; idempotent, and nothing to those that are gone. */
  thaw?(connections: readonly string[]): Promise<void>;
  /** The process in which the victims of a planned fault live alone, by its `process`; absent where the load has none. */
  process?(name: string): ClientProcess | undefined;
}

/** A process of the load with all users of a fault in it, and nobody else. */
export interface ClientProcess {
  readonly pid: number;
  /** SIGSTOP; its sockets stay open, and its kernel goes on acknowledging. */
  freeze(): void;
  /** SIGCONT; nothing to a process that runs, or is gone. */
  thaw(): void;
  /** SIGKILL; its kernel ends its sockets. Resolves when the process is gone. */
  kill(): Promise<void>;
}

/** The kernel's view of the server's sockets (`/proc/<pid>/net/tcp`), for any server on this machine. */
export interface KernelView {
  /** Whether an ESTABLISHED socket of the server with this remote port is held by a descriptor. */
  serverSockets(
    remotePorts: readonly number[],
  ): Promise<ReadonlyMap<number, 'established' | 'closing' | 'gone'>>;
}

export interface FaultContext {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly lanes: LaneControl;
  readonly tap: TapControl;
  readonly clients: ClientControl;
  readonly target: TargetControl;
  /** Absent where the server's process cannot be seen (another machine, no `/proc`). */
  readonly kernel?: KernelView;
  /** Live connections for these keys, victims of the plan; a key with none is left out. */
  live(keys: readonly string[]): readonly LiveConnection[];
  /** Live connections no fault touches: positive controls. */
  bystanders(): readonly LiveConnection[];
  /**
   * To be awaited before a fault ends the server for good: the final census is taken, the server is judged up to here,
   * and the run ends when its faults are healed.
   */
  expectTargetExit(): Promise<void>;
  /** Events of this run so far, newest last; for proofs that need what the tap has logged. */
  events(): readonly HistoryEvent[];
}

/** What a second, independent witness saw. */
export interface FaultProof {
  /** Connection ids proven. */
  readonly victims: readonly string[];
  readonly unproven: readonly { readonly connection: string; readonly reason: string }[];
  readonly witness: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface HealReport {
  /** The step of the undo ladder that worked. */
  readonly how: string;
  readonly clean: boolean;
}

/** Connections that died while the fault was on, victims or those in which victims came back. */
export interface FaultDeath {
  readonly victims: readonly string[];
  /** Since then at the latest, as a second witness saw. */
  readonly sinceUs: number;
  readonly witness: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** An injected fault. Healing twice is healing once. */
export interface ActiveFault {
  readonly victims: readonly LiveConnection[];
  /** Resolves when every victim is proven or the bound has passed. */
  prove(): Promise<FaultProof>;
  /** Tells of each that dies, once, until `signal` aborts; absent where nobody dies at a time of his own. */
  deaths?(found: (death: FaultDeath) => void, signal: AbortSignal): Promise<void>;
  heal(): Promise<HealReport>;
}

/** One setting of a fault, as people write it. */
export interface SettingDescription {
  readonly name: string;
  /** What it may be, in words. */
  readonly takes: string;
  /** Of a choice. */
  readonly options?: readonly string[];
  readonly default: string | number;
  readonly summary: string;
}

export interface Fault {
  readonly name: string;
  /** One line for `ws-chaos list faults`. */
  readonly summary: string;
  readonly needs: readonly FaultNeed[];
  /** Needs that the settings bring beside those. */
  furtherNeeds?(settings: Readonly<Record<string, unknown>>): readonly FaultNeed[];
  /** True where it also hits the connections in which victims come back while it is on. */
  readonly hitsReturning?: boolean;
  /** Why it does not, else; for the documents. */
  readonly onlyThere?: string;
  /** True where a victim is truly dead from proof to heal, so the server must reclaim it. */
  readonly makesZombies: boolean;
  /**
   * Where victims may die while it is on, at times nobody knows before: how long after the injection the first can. Undefined
   * with settings under which nobody does.
   */
  firstDeathMs?(settings: Readonly<Record<string, unknown>>): number | undefined;
  /** True where it makes the server say Close, which then shows nothing: a server is judged by its descriptor in place of that. */
  readonly ignoresClose?: boolean;
  /** Name and colour of the shaded window in charts. */
  readonly legend: { readonly label: string; readonly colour: string };
  /** Toxics its lane is armed with, for faults that need a lane. */
  toxics?(settings: Readonly<Record<string, unknown>>): readonly ToxicSpec[];
  /** Who is asked for the proof, and what the heal does; for the documents. */
  readonly witness?: string;
  readonly undo?: string;
  /** What its victims, or the server towards them, must say for the proof; for the documents. */
  readonly traffic?: string;
  /** Who is asked whether the heal took hold; absent where there is nothing to undo. */
  readonly healWitness?: string;
  /** What `parseSettings` takes, for the documents. */
  readonly settings?: readonly SettingDescription[];
  /** Resolves units and defaults; throws ChaosError CHAOS_ERR_FAULT_SETTINGS. Pure. */
  parseSettings(raw: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  inject(fault: PlannedFault, context: FaultContext): Promise<ActiveFault>;
}
