/** What all virtual users of a run share. */

import type { CheckTree } from '../metrics/check-tree.ts';
import type { Metric, MetricRegistry, Tags } from '../metrics/registry.ts';
import type { SecretSources } from '../modules/secret-sources.ts';
import type { Share } from '../options/execution-segment.ts';
import type { TestOptions } from '../options/test-options.ts';
import type { ConnectionListener, ConnectionTarget, SocketWire } from '../user/connection.ts';
import type { VirtualUser } from '../user/virtual-user.ts';
import type { ConnectionLedger } from './connection-ledger.ts';
import type { ScriptFiles } from './script-files.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
/** Who a line of the log is of, where it is not the engine. */
export type LogSource = 'console';

export interface RunCounts {
  /** Starts that were due, where other processes count them. */
  planned: number;
  started: number;
  completed: number;
  interrupted: number;
  dropped: number;
  usersActive: number;
  usersInitialised: number;
}

/** Metrics the engine itself feeds, looked up once. */
export interface EngineMetrics {
  readonly iterations: Metric;
  readonly iterationDuration: Metric;
  readonly droppedIterations: Metric;
  readonly checks: Metric;
  readonly groupDuration: Metric;
  readonly dataSent: Metric;
  readonly dataReceived: Metric;
  readonly wsSessions: Metric;
  readonly wsConnecting: Metric;
  readonly wsSessionDuration: Metric;
  readonly wsSent: Metric;
  readonly wsReceived: Metric;
  readonly wsPing: Metric;
  readonly wsSessionEnds: Metric;
  readonly wsRefusals: Metric;
  readonly wsSendLateness: Metric;
}

export interface RunContext {
  readonly metrics: MetricRegistry;
  readonly own: EngineMetrics;
  readonly checks: CheckTree;
  readonly counts: RunCounts;
  readonly files: ScriptFiles;
  /** The part of the test that this process does. */
  readonly share: Share;
  /** False where the script can have no promise, so that nothing in it runs between two timers. */
  readonly settlesPromises: boolean;
  /** Facts for the harness's history; absent where the engine runs on its own. */
  readonly ledger: ConnectionLedger | undefined;
  /** Opens the sockets of `k6/websockets` where somebody else holds them; absent where this process does. */
  readonly connect?: (
    user: VirtualUser,
    target: ConnectionTarget,
    listener: ConnectionListener,
  ) => SocketWire;
  /** What `k6/secrets` gives. */
  readonly secrets: Pick<SecretSources, 'get' | 'assertNamed'>;
  /** `SharedArray`s by name, elements as JSON. */
  readonly sharedArrays: Map<string, unknown>;
  /** Valid from the end of init. */
  options: TestOptions;
  runTags: Tags;
  /** When the scenarios (or setup) began, on `monotonicMs`. */
  startedMs: number;
  /** Users are saying goodbye: no new connection, no new iteration. */
  isLeaving: boolean;
  log(level: LogLevel, text: string, source?: LogSource): void;
  /** Logs what a script threw, with its place in the script's own source. */
  logException(error: unknown): void;
  /** `exec.test.abort`: ends every user at once. */
  abort(reason: string): void;
  /** `exec.test.fail`: the run goes on and counts as failed. */
  markFailed(reason: string | undefined): void;
}

export function engineMetrics(registry: MetricRegistry): EngineMetrics {
  const get = (name: string): Metric => {
    const metric = registry.get(name);
    if (metric === undefined) throw new Error(`no built-in metric ${name}`);
    return metric;
  };
  return {
    iterations: get('iterations'),
    iterationDuration: get('iteration_duration'),
    droppedIterations: get('dropped_iterations'),
    checks: get('checks'),
    groupDuration: get('group_duration'),
    dataSent: get('data_sent'),
    dataReceived: get('data_received'),
    wsSessions: get('ws_sessions'),
    wsConnecting: get('ws_connecting'),
    wsSessionDuration: get('ws_session_duration'),
    wsSent: get('ws_msgs_sent'),
    wsReceived: get('ws_msgs_received'),
    wsPing: get('ws_ping'),
    wsSessionEnds: get('ws_session_ends'),
    wsRefusals: get('ws_refusals'),
    wsSendLateness: get('ws_send_lateness'),
  };
}
