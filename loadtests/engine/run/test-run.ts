/**
 * The life of one test: init → options → setup → scenarios → teardown → thresholds. `prepare` does what can go
 * wrong before anything is sent; `run` does the rest and never rejects for what a script does.
 */

import type { ThresholdResult } from '../metrics/threshold-set.ts';
import { alarmAfter, alarmAt, alarmEvery, monotonicMs, type Alarm } from '../timers.ts';
import { isThenable } from '../user/thenable.ts';
import { TestAborted, type UserPhase, type VirtualUser } from '../user/virtual-user.ts';
import { loadExitCodes, type LoadExitCode } from './exit-codes.ts';
import type { PreparedTest } from './prepare-test.ts';
import { ScenarioRun } from './scenario-run.ts';

/** How often thresholds that may stop the run are judged, and active users are sampled. */
const thresholdEveryMs = 2000;
const gaugeEveryMs = 1000;

export interface TestResult {
  readonly exitCode: LoadExitCode;
  readonly thresholds: readonly ThresholdResult[];
  readonly durationMs: number;
  /** Why the run ended early. */
  readonly stoppedBy?: string;
}

/** Runs the scenarios in other processes; resolves when all of them are over. */
export type ScenarioRunner = (run: {
  readonly setupJson: string | undefined;
  /** Resolves when the test ends early. */
  readonly closing: Promise<void>;
  readonly onAbort: (reason: string) => void;
  readonly onFail: () => void;
}) => Promise<void>;

export class TestRun {
  readonly #test: PreparedTest;
  readonly #runner: ScenarioRunner | undefined;
  readonly #scenarios: ScenarioRun[] = [];
  readonly #alarms: Alarm[] = [];
  readonly #closing: Promise<void>;
  #close: () => void = () => undefined;
  #exitCode: LoadExitCode = loadExitCodes.ok;
  #stoppedBy: string | undefined;

  /** `runner` runs the scenarios somewhere else; in this process without one. */
  constructor(test: PreparedTest, runner?: ScenarioRunner) {
    this.#test = test;
    this.#runner = runner;
    this.#closing = new Promise((resolve) => {
      this.#close = resolve;
    });
    test.onAbort = (reason) => {
      this.stop(reason, loadExitCodes.aborted);
    };
    test.onFail = (reason) => {
      if (reason !== undefined) test.context.log('error', reason);
      this.#worsen(loadExitCodes.markedFailed);
    };
  }

  get usersActive(): number {
    return this.#test.context.counts.usersActive;
  }

  plannedStarts(): number {
    return this.#scenarios.reduce((sum, scenario) => sum + scenario.plannedStarts(), 0);
  }

  /** Ends all users at once; teardown and summary still run. */
  stop(reason: string, exitCode: LoadExitCode): void {
    this.#stoppedBy ??= reason;
    this.#worsen(exitCode);
    this.#close();
    for (const user of this.#test.pool.users()) user.interrupt();
  }

  /** Users say goodbye with Close 1000 and start nothing more. */
  leave(): void {
    this.#test.context.isLeaving = true;
    this.#close();
    for (const user of this.#test.pool.users()) user.leave();
  }

  async run(): Promise<TestResult> {
    const { context } = this.#test;
    context.startedMs = monotonicMs();
    const data = await this.#stage('setup', {
      timeoutMs: context.options.setupTimeoutMs,
      timeoutCode: loadExitCodes.setupTimeout,
    });
    if (this.#exitCode === loadExitCodes.ok) {
      this.#watch();
      const json = data === undefined ? undefined : JSON.stringify(data);
      await this.#runSomewhere(json);
      for (const alarm of this.#alarms) alarm.cancel();
      this.#sampleUsers();
      context.isLeaving = false;
      await this.#stage('teardown', {
        timeoutMs: context.options.teardownTimeoutMs,
        timeoutCode: loadExitCodes.teardownTimeout,
        data: json === undefined ? undefined : (JSON.parse(json) as unknown),
      });
    }
    return this.#result();
  }

  /** The scenarios alone, in this process: what a worker does. */
  async runScenarios(setupJson: string | undefined): Promise<void> {
    const { context, program, pool } = this.#test;
    const startMs = monotonicMs();
    if (context.startedMs === 0) context.startedMs = startMs;
    const { closing, scenarios } = { closing: this.#closing, scenarios: context.options.scenarios };
    await Promise.all(
      scenarios.map((config) => {
        const scenario = new ScenarioRun({
          ...{ config, context, pool, closing, writesEnv: program.writesEnv },
          env: { ...this.#test.env, ...config.env },
          setupData: (): unknown => (setupJson === undefined ? undefined : JSON.parse(setupJson)),
        });
        this.#scenarios.push(scenario);
        return this.#startAt(startMs + config.startTimeMs, scenario);
      }),
    );
    await Promise.all(pool.users().flatMap((user) => user.closeResting() ?? []));
  }

  #runSomewhere(setupJson: string | undefined): Promise<void> {
    if (this.#runner === undefined) return this.runScenarios(setupJson);
    return this.#runner({
      setupJson,
      closing: this.#closing,
      onAbort: (reason) => {
        this.stop(reason, loadExitCodes.aborted);
      },
      onFail: () => {
        this.#worsen(loadExitCodes.markedFailed);
      },
    });
  }

  #result(): TestResult {
    const durationMs = monotonicMs() - this.#test.context.startedMs;
    const thresholds = this.#test.thresholds.results(durationMs);
    if (thresholds.some(({ ok }) => !ok)) this.#worsen(loadExitCodes.thresholdsFailed);
    for (const { metric, expression, isEmpty } of thresholds)
      if (isEmpty)
        this.#test.context.log('warn', `threshold ${metric}: ${expression} holds with no sample`);
    return {
      exitCode: this.#exitCode,
      thresholds,
      durationMs,
      ...(this.#stoppedBy === undefined ? {} : { stoppedBy: this.#stoppedBy }),
    };
  }

  /** The first reason stays, but for failed thresholds and marks, which anything worse replaces. */
  #worsen(code: LoadExitCode): void {
    const rank = (of: LoadExitCode): number =>
      of === loadExitCodes.ok
        ? 0
        : of === loadExitCodes.thresholdsFailed
          ? 1
          : of === loadExitCodes.markedFailed
            ? 2
            : 3;
    if (rank(code) > rank(this.#exitCode)) this.#exitCode = code;
  }

  async #startAt(dueMs: number, scenario: ScenarioRun): Promise<void> {
    let alarm: Alarm | undefined;
    const due = new Promise<void>((resolve) => {
      alarm = alarmAt(dueMs, resolve);
    });
    if (dueMs > monotonicMs()) await Promise.race([due, this.#closing]);
    alarm?.cancel();
    await scenario.run();
  }

  /** Users are counted every second, thresholds that may abort judged every two. */
  #watch(): void {
    const { context, thresholds } = this.#test;
    this.#sampleUsers();
    this.#alarms.push(
      alarmEvery(gaugeEveryMs, () => {
        this.#sampleUsers();
      }),
      alarmEvery(thresholdEveryMs, () => {
        const failed = thresholds.abortedBy(monotonicMs() - context.startedMs);
        if (failed !== undefined)
          this.stop(`threshold failed: ${failed}`, loadExitCodes.thresholdsFailed);
      }),
    );
  }

  #sampleUsers(): void {
    const { metrics, counts } = this.#test.context;
    const add = (name: string, value: number): void => {
      const metric = metrics.get(name);
      if (metric !== undefined) metrics.add(metric, value);
    };
    add('vus', counts.usersActive);
    add('vus_max', counts.usersInitialised);
  }

  /** `setup` or `teardown`; an exception or the time limit ends the test. */
  async #stage(
    phase: 'setup' | 'teardown',
    limit: { timeoutMs: number; timeoutCode: LoadExitCode; data?: unknown },
  ): Promise<unknown> {
    const user = this.#test.lead;
    const body = user.exports[phase];
    if (
      typeof body !== 'function' ||
      this.#test.context.options.raw[`no${capital(phase)}`] === true
    )
      return undefined;
    const startedMs = monotonicMs();
    const outcome = await runStage({ user, phase, timeoutMs: limit.timeoutMs }, () =>
      (body as (data: unknown) => unknown)(limit.data),
    );
    const { metrics, own } = this.#test.context;
    user.groupPath = `::${phase}`;
    metrics.add(own.iterationDuration, monotonicMs() - startedMs, user);
    user.groupPath = '';
    if (outcome.status === 'timeout') {
      this.#test.context.log('error', `${phase}() took longer than ${limit.timeoutMs} ms`);
      this.#worsen(limit.timeoutCode);
    } else if (outcome.status === 'failed') {
      if (!(outcome.error instanceof TestAborted)) this.#test.context.logException(outcome.error);
      this.#worsen(loadExitCodes.scriptException);
    }
    return outcome.value;
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

interface StageOutcome {
  status: 'completed' | 'failed' | 'timeout';
  value?: unknown;
  error?: unknown;
}

/** Runs a function of the script outside any scenario, until it and everything it started has ended. */
export async function runStage(
  stage: { user: VirtualUser; phase: UserPhase; timeoutMs: number },
  body: () => unknown,
): Promise<StageOutcome> {
  const { user, phase } = stage;
  const outcome: StageOutcome = { status: 'completed' };
  user.phase = phase;
  // k6 has them in groups of these names: `http_req_duration{group:::setup}`
  if (phase === 'setup' || phase === 'teardown')
    user.groupPath = user.context.checks.group('', phase).path;
  const timer = alarmAfter(stage.timeoutMs, () => {
    outcome.status = 'timeout';
    user.interrupt();
  });
  await iterated(user, () => {
    const fail = (error: unknown): never => {
      outcome.status = 'failed';
      outcome.error = error;
      throw new StageFailed();
    };
    try {
      const result = body();
      if (!isThenable(result)) {
        outcome.value = result;
        return undefined;
      }
      return result.then((value) => {
        outcome.value = value;
      }, fail);
    } catch (error) {
      return fail(error);
    }
  });
  timer.cancel();
  return outcome;
}

function iterated(user: VirtualUser, work: () => unknown): Promise<void> {
  return new Promise((resolve) => {
    user.iterate(work, {
      iterationEnded: () => {
        resolve();
      },
    });
  });
}

/** Ends a stage without being logged as an exception of an iteration. */
class StageFailed extends TestAborted {}
