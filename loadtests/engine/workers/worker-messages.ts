/** What a coordinator and its workers say to each other; JSON. */

import type { LoopDelays } from '../../../harness/contracts/honest-load.ts';
import type { SinkDump } from '../metrics/sink.ts';
import type { MetricType } from '../metrics/sinks.ts';
import type { Contains } from '../metrics/registry.ts';
import type { RawOptions } from '../options/test-options.ts';
import type { LogLevel, LogSource, RunCounts } from '../run/run-context.ts';
import type { CompiledScript } from '../script/compiled-script.ts';

/** A file; its path is the worker's only argument. */
export interface WorkerRequest {
  readonly script: CompiledScript;
  readonly env: Readonly<Record<string, string>>;
  readonly weakerOptions: readonly RawOptions[];
  readonly strongerOptions: readonly RawOptions[];
  readonly secretSources: readonly string[];
  readonly secretEnv: Readonly<Record<string, string>>;
  readonly worker: number;
  readonly workers: number;
  /** Path of the socket that takes its samples, where an output wants them. */
  readonly samplesTo?: string;
}

/** What has happened in a worker since its last report. */
export interface WorkerReport {
  readonly counts: RunCounts;
  readonly log: readonly {
    readonly level: LogLevel;
    readonly text: string;
    readonly source: LogSource | undefined;
  }[];
  /** Delays of its event loop, second by second. */
  readonly seconds: readonly LoopDelays[];
  readonly metrics: readonly {
    readonly name: string;
    readonly type: MetricType;
    readonly contains: Contains;
    readonly dump: SinkDump;
    readonly subMetrics: readonly { readonly name: string; readonly dump: SinkDump }[];
  }[];
  readonly checks: readonly {
    readonly group: string;
    readonly name: string;
    readonly passes: number;
    readonly fails: number;
  }[];
  /** `exec.test.abort` and `exec.test.fail` of its script. */
  readonly abortedBy?: string;
  readonly isMarkedFailed: boolean;
}
