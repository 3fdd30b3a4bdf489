/** One planned load from start to summary, told in history events. */

import type { ClientEvent, LoadEvent } from '../../harness/contracts/history.ts';
import { ChaosError } from '../../harness/contracts/errors.ts';
import { laneRouter } from '../drivers/lane-routing.ts';
import { reservedMetrics, toHistoryEvent } from '../drivers/metric-events.ts';
import type { EngineRequest } from './engine-request.ts';
import { LogEvents } from './log-events.ts';
import { LoopObserver } from './loop-observer.ts';
import { OptionsError } from './options/options-error.ts';
import { ConnectionLedger } from './run/connection-ledger.ts';
import { prepareTest, type PreparedTest } from './run/prepare-test.ts';
import { TestRun, type TestResult } from './run/test-run.ts';
import { alarmAfter, alarmEvery, nowUs } from './timers.ts';

const sampleEveryMs = 1000;

export class EngineProcess {
  readonly #request: EngineRequest;
  readonly #emit: (event: ClientEvent | LoadEvent) => void;
  readonly #log: LogEvents;
  readonly #ledger: ConnectionLedger;
  readonly #observer = new LoopObserver();
  #started: { readonly prepared: PreparedTest; readonly run: TestRun } | undefined;
  #finished: Promise<void> = Promise.resolve();

  constructor(request: EngineRequest, emit: (event: ClientEvent | LoadEvent) => void) {
    this.#request = request;
    this.#emit = emit;
    this.#log = new LogEvents(emit);
    const { users, lanes, laneUrls, targetUrl } = request;
    const { route } = laneRouter({ lanes }, laneUrls, targetUrl);
    this.#ledger = new ConnectionLedger({
      users,
      route,
      emit,
    });
  }

  /** Rejects with a ChaosError when the script cannot be run. */
  async start(): Promise<{ users: number }> {
    const { script, env, defaults, durationMs } = this.#request;
    const prepared = await prepareTest({
      script,
      env,
      weakerOptions: [defaults],
      ledger: this.#ledger,
      log: (level, text) => {
        this.#log.add(level, text);
      },
    }).catch((error: unknown) => {
      throw asChaosError(error, script.entry);
    });
    this.#listenToReserved(prepared);
    const run = new TestRun(prepared);
    this.#started = { prepared, run };
    const users = prepared.pool.size;
    this.#observer.take(); // until here users were made: nobody has waited for anything
    this.#emit({ kind: 'load.ready', users, atUs: nowUs() });
    const sampling = alarmEvery(sampleEveryMs, () => {
      this.#sample(prepared, run);
    });
    const leaving = alarmAfter(durationMs, () => {
      run.leave();
    });
    this.#finished = run.run().then((result) => {
      sampling.cancel();
      leaving.cancel();
      this.#sample(prepared, run);
      this.#summarise(prepared, result);
    });
    return { users };
  }

  vanish(connections: readonly string[]): Promise<void> {
    return this.#ledger.vanish(connections);
  }

  freeze(connections: readonly string[]): void {
    this.#ledger.freeze(connections);
  }

  thaw(connections: readonly string[]): void {
    this.#ledger.thaw(connections);
  }

  /** Users say goodbye; those that have not left after `graceMs` are cut off. Resolves after the summary. */
  async stop(graceMs: number): Promise<void> {
    this.#started?.run.leave();
    const cut = alarmAfter(graceMs, () => {
      for (const user of this.#started?.prepared.pool.users() ?? []) user.interrupt();
    });
    await this.#finished;
    cut.cancel();
    await this.#started?.prepared.program.close();
  }

  /** A rejection no iteration waits for any more. */
  logStray(reason: unknown): void {
    this.#started?.prepared.context.logException(reason);
  }

  #listenToReserved({ context: { metrics } }: PreparedTest): void {
    for (const name of Object.values(reservedMetrics)) {
      const metric = metrics.get(name);
      if (metric === undefined) continue;
      metrics.tap(metric, (value, tags = {}) => {
        const event = toHistoryEvent({ metric: name, value, tags, atUs: nowUs() });
        if (event !== undefined) this.#ledger.recordUnlessVanished(event);
      });
    }
  }

  #sample({ context: { counts } }: PreparedTest, run: TestRun): void {
    this.#log.flush();
    this.#emit({
      kind: 'load.sample',
      atUs: nowUs(),
      plannedStarts: run.plannedStarts(),
      achievedStarts: counts.started,
      dropped: counts.dropped,
      usersActive: counts.usersActive,
      ...this.#observer.take(),
    });
  }

  #summarise({ context: { metrics, options } }: PreparedTest, result: TestResult): void {
    for (const { name, type, sink } of metrics.all()) {
      if (sink.isEmpty) continue;
      const values = sink.values(result.durationMs, statsOf(name, options.summaryTrendStats));
      this.#emit({ kind: 'load.metric', metric: name, type, values, atUs: nowUs() });
    }
    for (const { metric, expression, ok } of result.thresholds)
      this.#emit({ kind: 'load.threshold', metric, expression, ok, atUs: nowUs() });
    this.#log.flush();
  }
}

/** The harness judges the load by the 99th percentile of its lateness, whatever the script's summary shows. */
function statsOf(metric: string, wanted: readonly string[]): readonly string[] {
  return metric === 'ws_send_lateness' ? [...new Set([...wanted, 'p(99)'])] : wanted;
}

function asChaosError(error: unknown, file: string): unknown {
  if (!(error instanceof OptionsError)) return error;
  return new ChaosError('CHAOS_ERR_LOAD_SCRIPT', `the script's options: ${error.message}`, {
    cause: error,
    position: error.position ?? { file },
    help: error.help ?? 'Correct the options of the script.',
  });
}
