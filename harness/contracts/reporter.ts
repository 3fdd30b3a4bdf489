/** Turns a judged run into something people or programs read. Every hook is optional. */

import type { RunHistory } from './checker.ts';
import type { HistoryEvent } from './history.ts';
import type { Plan } from './plan.ts';
import type { Verdict } from './verdict.ts';

/** Lines of the user's scenario file, counted from 1. */
export interface ScenarioLines {
  /** Absolute path. */
  readonly file: string;
  /** By a fault's id in the plan, or by a field: `name`, `faults`, `serviceLevel`, `load`, `target`. */
  readonly lines: Readonly<Record<string, number>>;
}

export interface ReportInput {
  readonly history: RunHistory;
  readonly verdict: Verdict;
  /** Absolute path of the run directory. */
  readonly directory: string;
  /** Shell line that runs this again. */
  readonly reproduce: string;
  /** The scenario file as it was run. */
  readonly scenarioSource: string;
  /** Absent where a stored run is reported again: the file may be another by now. */
  readonly scenarioLines?: ScenarioLines;
}

export interface Reporter {
  readonly name: string;
  onStart?(plan: Plan): void;
  onEvent?(event: HistoryEvent): void;
  /** Writes its file into the run directory. */
  onVerdict?(input: ReportInput): Promise<void>;
}
