/** One scenario at work: gives its executor users, runs iterations, keeps the counts. */

import { runExecutor } from '../executors/index.ts';
import type {
  ExecutorHost,
  IterationListener,
  IterationOutcome,
  Worker,
} from '../executors/executor-host.ts';
import type { Share } from '../options/execution-segment.ts';
import { regularDurationMs, type ScenarioConfig } from '../options/scenario-config.ts';
import { alarmAfter, engineTime, monotonicMs, wallMs } from '../timers.ts';
import { VirtualUser, type ScenarioView } from '../user/virtual-user.ts';
import type { RunContext } from './run-context.ts';
import type { UserPool } from './user-pool.ts';

export interface ScenarioParts {
  readonly config: ScenarioConfig;
  readonly context: RunContext;
  readonly pool: UserPool;
  /** `__ENV` of the scenario; users of scripts that write to it get copies. */
  readonly env: Readonly<Record<string, string>>;
  readonly writesEnv: boolean;
  /** A fresh copy of what `setup` returned. */
  readonly setupData: () => unknown;
  readonly closing: Promise<void>;
}

export class ScenarioRun implements ExecutorHost, IterationListener {
  readonly time = engineTime;
  readonly share: Share;
  readonly closing: Promise<void>;
  startMs = 0;
  isClosing = false;
  readonly #parts: ScenarioParts;
  #view: ScenarioView;
  #nextIteration = 0;
  #achieved = 0;
  #dropped = 0;
  #dueBy: ((nowMs: number) => number) | undefined;
  /** Which iterations of the scenario are done here. */
  readonly #iterations: Share;
  /** When the test ended early: nothing is due afterwards. */
  #closedMs = Infinity;

  constructor(parts: ScenarioParts) {
    this.#parts = parts;
    this.closing = parts.closing;
    const { config, context } = parts;
    this.share = context.share;
    this.#iterations =
      config.executor === 'shared-iterations' ? this.share.among(config.vus) : this.share;
    void parts.closing.then(() => {
      this.isClosing = true;
      this.#closedMs = monotonicMs();
    });
    this.#view = this.#makeView();
  }

  /** Resolves when the scenario is over. The start time must have come. */
  run(): Promise<void> {
    this.startMs = monotonicMs();
    this.#view = this.#makeView();
    return runExecutor(this.#parts.config, this);
  }

  take(): VirtualUser {
    this.#parts.context.counts.usersActive++;
    const user = this.#parts.pool.take();
    user.scenario = this.#view;
    user.iterationInScenario = -1;
    user.vuTags = null;
    user.env = this.#parts.env;
    return user;
  }

  give(worker: Worker): void {
    this.#parts.context.counts.usersActive--;
    const user = userOf(worker);
    user.scenario = null;
    this.#parts.pool.give(user);
  }

  iterate(worker: Worker, listener: IterationListener): void {
    const user = userOf(worker);
    const { context, env, writesEnv } = this.#parts;
    user.iteration++;
    user.iterationInScenario++;
    user.iterationInInstance = this.#nextIteration++;
    user.iterationInTest = this.#iterations.index(user.iterationInInstance);
    if (writesEnv) user.env = { ...env };
    if (!context.options.noCookiesReset) user.cookies?.clearAll();
    this.#achieved++;
    context.counts.started++;
    user.iterationStartedMs = monotonicMs();
    user.iterationListener = listener;
    user.iterate(() => this.#call(user), this);
  }

  iterationEnded(worker: Worker, outcome: IterationOutcome): void {
    const user = userOf(worker);
    const { iterationListener: listener, iterationStartedMs } = user;
    user.iterationListener = null;
    this.#count(user, outcome, monotonicMs() - iterationStartedMs);
    const rest = this.#fillUp(iterationStartedMs);
    if (rest === undefined) listener?.iterationEnded(user, outcome);
    else void rest.then(() => listener?.iterationEnded(user, outcome));
  }

  interrupt(worker: Worker): void {
    userOf(worker).interrupt();
  }

  drop(count: number): void {
    const { context } = this.#parts;
    this.#dropped += count;
    context.counts.dropped += count;
    context.metrics.add(context.own.droppedIterations, count, scenarioOrigin(this.#view, context));
  }

  expectStarts(dueBy: (nowMs: number) => number): void {
    this.#dueBy = dueBy;
  }

  /** Starts that were due by now; dropped ones are among them. */
  plannedStarts(): number {
    const seen = this.#achieved + this.#dropped;
    return Math.max(seen, this.#dueBy?.(Math.min(monotonicMs(), this.#closedMs)) ?? 0);
  }

  #call(user: VirtualUser): unknown {
    const body = user.exports[this.#parts.config.exec];
    if (typeof body !== 'function') throw new TypeError(`no function ${this.#parts.config.exec}`);
    return (body as (data: unknown) => unknown)(this.#parts.setupData());
  }

  #count(user: VirtualUser, outcome: IterationOutcome, tookMs: number): void {
    const { context } = this.#parts;
    if (outcome === 'interrupted') {
      context.counts.interrupted++;
      return;
    }
    context.counts.completed++;
    context.metrics.add(context.own.iterations, 1, user);
    context.metrics.add(context.own.iterationDuration, tookMs, user);
  }

  /** `minIterationDuration`: the user rests for what is left of it. */
  #fillUp(startedMs: number): Promise<void> | undefined {
    const { minIterationDurationMs } = this.#parts.context.options;
    const leftMs = minIterationDurationMs - (monotonicMs() - startedMs);
    if (leftMs <= 0 || this.isClosing) return undefined;
    return new Promise((resolve) => {
      const alarm = alarmAfter(leftMs, resolve);
      void this.closing.then(() => {
        alarm.cancel();
        resolve();
      });
    });
  }

  /** The iterations that are done here, where their number is fixed. */
  #work(): number | undefined {
    const { config } = this.#parts;
    if (!('iterations' in config)) return undefined;
    const { executor, iterations, vus } = config;
    if (executor === 'shared-iterations') return this.#iterations.count(iterations);
    return iterations * this.share.count(vus);
  }

  #makeView(): ScenarioView {
    const { config } = this.#parts;
    const regularMs = regularDurationMs(config);
    const work = this.#work();
    return {
      name: config.name,
      executor: config.executor,
      startTimeMs: wallMs(),
      env: config.env,
      tags: config.tags,
      progress: () =>
        Math.min(
          1,
          work === undefined ? (monotonicMs() - this.startMs) / regularMs : this.#achieved / work,
        ),
    };
  }
}

/** Executors only ever hand back what `take` gave them. */
function userOf(worker: Worker): VirtualUser {
  if (!(worker instanceof VirtualUser)) throw new TypeError('not a virtual user of this run');
  return worker;
}

function scenarioOrigin(
  view: ScenarioView,
  context: RunContext,
): { allTags: () => Record<string, string>; metadata: () => undefined } {
  return {
    allTags: () => ({ ...context.runTags, ...view.tags, scenario: view.name }),
    metadata: () => undefined,
  };
}
