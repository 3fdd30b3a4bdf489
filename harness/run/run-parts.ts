/** What a run is made of: the concrete parts that `harness/main.ts` names, and what it was asked to do. */

import type { Clock } from '../contracts/clock.ts';
import type { Fault, KernelView } from '../contracts/fault.ts';
import type { HistoryEvent } from '../contracts/history.ts';
import type { LoadDriver } from '../contracts/load.ts';
import type { LanesStarter, TapStarter, TargetStarter } from '../contracts/parts.ts';
import type { Plan } from '../contracts/plan.ts';

export interface RunParts {
  readonly clock: Clock;
  readonly target: TargetStarter;
  readonly tap: TapStarter;
  readonly lanes: LanesStarter;
  readonly load: LoadDriver;
  readonly faults: ReadonlyMap<string, Fault>;
  /** The kernel's view of the sockets a process got through a listening port; undefined where it cannot be had. */
  kernelView(pid: number, listeningPort: number): KernelView | undefined;
  /** Kills what is left when this process dies; see `watchdog.ts`. */
  readonly watchdog: Watchdog;
}

/** Holds a lease on the run's processes. */
export interface Watchdog {
  guard(pid: number): void;
  release(pid: number): void;
}

export interface RunRequest {
  readonly plan: Plan;
  readonly baseDirectory: string;
  /** Absolute path of the run directory, which exists. */
  readonly directory: string;
  /** Aborts on Ctrl-C: everything is undone and the run ends as `interrupted`. */
  readonly signal: AbortSignal;
  onEvent(event: HistoryEvent): void;
}
