/** What the harness may ask of the server under test; only the reference server answers all of it. */

import type { CensusConnection } from './history.ts';

export interface Census {
  /** The server's own counter, kept apart from the set on purpose (they must agree). */
  readonly claimed: number;
  readonly limit: number;
  /** Zombies known but not yet removed. */
  readonly reclaimable: number;
  readonly connections: readonly CensusConnection[];
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

/** Fault points of the reference server (design §8), by connection id; loopback and token only. */
export interface FaultPoints {
  armEmit(connections: readonly string[], mode: EmitFaultMode, delayMs: number): Promise<void>;
  disarmEmit(connections: readonly string[]): Promise<void>;
  /** Emits one event on the real emit path; resolves at once, whatever becomes of it. */
  emitProbe(connections: readonly string[], nonce: string): Promise<void>;
  health(connections: readonly string[]): Promise<readonly HealthOpinion[]>;
}

export interface TargetControl {
  readonly url: string;
  readonly pid?: number;
  census?(): Promise<Census>;
  /** Records since the last call, oldest first. */
  cleanups?(): Promise<readonly CleanupRecord[]>;
  readonly faultPoints?: FaultPoints;
}
