/** Drives the users of a plan: the embedded engine, or k6. Facts come back as history events. */

import type { ClientControl } from './fault.ts';
import type { HistoryEvent } from './history.ts';
import type { Plan } from './plan.ts';

export interface LoadRequest {
  readonly plan: Plan;
  /** Where the scenario file lies; relative script paths resolve from here. */
  readonly baseDirectory: string;
  /** WebSocket URL of each lane by name; `default` always exists. */
  readonly laneUrls: Readonly<Record<string, string>>;
  /** A folder of the run for files the script opens. */
  readonly workDirectory: string;
  /** How long after the start every user must have left. */
  readonly durationMs: number;
  onEvents(events: readonly HistoryEvent[]): void;
  /** The process ended without being asked to. */
  onExit(code: number | null, signal: string | null): void;
}

/** A process of the load beside the first one. */
export interface LoadProcess {
  readonly pid: number;
  /** Resolves when it is gone, whoever ended it. */
  readonly exited: Promise<unknown>;
}

export interface RunningLoad extends ClientControl {
  readonly pid: number;
  /** Where users live in processes of their own; each leads a process group. */
  readonly others?: readonly LoadProcess[];
  /** Users say goodbye (Close 1000), summary and thresholds are emitted, the process ends. */
  stop(graceMs: number): Promise<void>;
  /** At once, whatever state it is in. */
  kill(): void;
}

export interface LoadDriver {
  readonly name: string;
  /** Resolves when the engine has compiled the script and started its users. */
  start(request: LoadRequest): Promise<RunningLoad>;
}
