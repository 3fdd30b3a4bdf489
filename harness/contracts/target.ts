/** What the harness may ask of the server under test; only the reference server answers all of it. */

import type { CensusConnection } from './history.ts';

export interface Census {
  /** The server's own counter, kept apart from the set on purpose (they must agree). */
  readonly claimed: number;
  readonly limit: number;
  /** Zombies known but not yet removed. */
  readonly reclaimable: number;
  readonly connections: readonly CensusConnection[];
  /** Ids of those for whom it is doing work right now, gone ones too; absent where the server does not tell. */
  readonly work?: readonly string[];
}

export interface CleanupRecord {
  readonly atUs: number;
  readonly trigger: string;
  readonly level: string;
  readonly examined: number;
  readonly removed: number;
}

/** The server's own opinion of one connection's manager, by the predicates its health check uses. */
export interface HealthOpinion {
  readonly connection: string;
  readonly healthy: boolean;
  readonly hasConnections: boolean;
}

export type EmitFaultMode = 'throw' | 'hang' | 'drop' | 'slow';

/** A point that throws: `times` times, and until `lastingMs` after the first of them, whichever is longer. */
export interface ThrowPoint {
  arm(
    connections: readonly string[],
    how: { readonly times: number; readonly lastingMs: number },
  ): Promise<void>;
  /** Idempotent; ids that are gone are left out. */
  disarm(connections: readonly string[]): Promise<void>;
}

/** The clock by which a server tells ages. */
export interface ClockPoint {
  /** Forward, or back where negative. Steps add up. */
  step(byMs: number): Promise<void>;
  /** What the server takes for now, in microseconds of whatever clock it goes by. */
  nowUs(): Promise<number>;
}

/** Fault points of the reference server (design §8) or of `ws-chaos/hooks`, by connection id; loopback and token only. */
export interface FaultPoints {
  armEmit(connections: readonly string[], mode: EmitFaultMode, delayMs: number): Promise<void>;
  disarmEmit(connections: readonly string[]): Promise<void>;
  /** Emits one event on the real emit path; resolves at once, whatever becomes of it. */
  emitProbe(connections: readonly string[], nonce: string): Promise<void>;
  health(connections: readonly string[]): Promise<readonly HealthOpinion[]>;
  /** In the handler of a client's messages. */
  readonly handler?: ThrowPoint;
  /** Where the server lets go of a connection that is gone. */
  readonly cleanup?: ThrowPoint;
  readonly clock?: ClockPoint;
}

export interface TargetControl {
  readonly url: string;
  readonly pid?: number;
  census?(): Promise<Census>;
  /** Records since the last call, oldest first. */
  cleanups?(): Promise<readonly CleanupRecord[]>;
  readonly faultPoints?: FaultPoints;
}
