/** The processes of a run, as the run sees them; `harness/main.ts` names the concrete ones. */

import type { LaneControl, TapControl } from './fault.ts';
import type { HistoryEvent } from './history.ts';
import type { ToxicSpec } from './network.ts';
import type { TargetSpec } from './scenario.ts';
import type { TargetControl } from './target.ts';

export interface PartExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A process of ours, or one that we started. */
export interface RunningPart {
  /** 0 where there is no process of ours (a server somebody else started). */
  readonly pid: number;
  /** Resolves when the process is gone, whoever ended it; never for pid 0. */
  readonly exited: Promise<PartExit>;
  /** SIGTERM, then SIGKILL after `graceMs` (0 = at once). Idempotent; resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
  /** Of one that is gone: the end of what it wrote to stderr, where somebody kept it. */
  readonly lastWords?: () => Promise<string>;
}

export type RunningTarget = RunningPart & { readonly control: TargetControl };

export interface TargetStarter {
  /**
   * Resolves when the server accepts connections. Rejects with CHAOS_ERR_TARGET_START, and then nothing is
   * left running. Relative paths in `spec.command` resolve from `baseDirectory`.
   */
  start(spec: TargetSpec, baseDirectory: string): Promise<RunningTarget>;
}

export type RunningTap = RunningPart & TapControl & { readonly url: string };

export interface TapStarter {
  /** A tap in its own process in front of `targetUrl`; its ledger arrives as events. */
  start(
    targetUrl: string,
    onEvents: (events: readonly HistoryEvent[]) => void,
  ): Promise<RunningTap>;
}

export interface LaneSpec {
  readonly name: string;
  /** Armed in this order at toxicity 0. */
  readonly toxics: readonly ToxicSpec[];
  /** In force from the start, in this order and nearer to the client than those; no fault fires or disarms them. */
  readonly standing?: readonly ToxicSpec[];
}

export type RunningLanes = RunningPart &
  LaneControl & {
    /** WebSocket URL of each lane by name. */
    readonly urls: Readonly<Record<string, string>>;
    /** Takes what stands out of force, for good; absent where nothing can stand. */
    liftStanding?(): Promise<void>;
    /** Names of toxics that still bite; empty when everything is undone. */
    residue(): Promise<readonly string[]>;
    /** Calls `listener` whenever the server died or was killed, and another one took its place; absent where there is none. */
    onRestart?(listener: (restart: LanesRestart) => void): void;
  };

/** After its death, or as the last step of the undo ladder: every connection through any lane is lost, the addresses are the same. */
export interface LanesRestart {
  /** Of the server that runs now, and is `pid` from here on. */
  readonly pid: number;
  readonly killedPid: number;
  /** What hung, or how it died. */
  readonly reason: string;
  /** When it last answered: what broke later may be its doing. */
  readonly aliveUntilUs: number;
}

export interface LanesStarter {
  /** What stands between load and tap: the real Toxiproxy server, or nothing (`--proxy none`). */
  start(tapUrl: string, lanes: readonly LaneSpec[]): Promise<RunningLanes>;
}
