/** One virtual user: the script's instance, its event loop, and the iteration it is in. */

import type { IterationListener, IterationOutcome, Worker } from '../executors/executor-host.ts';
import type { SampleOrigin, Tags } from '../metrics/registry.ts';
import type { RunContext } from '../run/run-context.ts';
import { soon } from '../timers.ts';
import type { Connection } from './connection.ts';
import { sampleMetadata } from './sample-metadata.ts';
import { ScriptTimers, type TimerOwner } from './script-timers.ts';
import { isThenable } from './thenable.ts';

/** Where a user is in its life; what the k6 API allows depends on it. */
export type UserPhase = 'init' | 'setup' | 'vu' | 'teardown' | 'summary';

/** The scenario a user works for, as `exec.scenario` shows it. */
export interface ScenarioView {
  readonly name: string;
  readonly executor: string;
  readonly startTimeMs: number;
  readonly env: Readonly<Record<string, string>>;
  readonly tags: Tags;
  progress(): number;
}

/** The cookie jar of a user, as far as others need it. */
export interface Cookies {
  headerFor(url: string): string | undefined;
  clearAll(): void;
}

export type Exports = Readonly<Record<string, unknown>>;
type Callback = (...args: unknown[]) => unknown;

export class VirtualUser implements Worker, TimerOwner, SampleOrigin {
  readonly context: RunContext;
  /** 0 in setup, teardown and summary. */
  readonly idInTest: number;
  readonly idInInstance: number;
  readonly timers: ScriptTimers;
  exports: Exports = {};
  phase: UserPhase = 'init';
  env: Record<string, string> = {};
  scenario: ScenarioView | null = null;
  /** `__ITER`. */
  iteration = -1;
  iterationInScenario = -1;
  /** Of the iteration that runs: unique in the scenario. */
  iterationInTest = 0;
  iterationInInstance = 0;
  iterationStartedMs = 0;
  /** Whom the scenario tells when the iteration is over. */
  iterationListener: IterationListener | null = null;
  groupPath = '';
  vuTags: Record<string, unknown> | null = null;
  vuMetadata: Record<string, unknown> | null = null;
  /** Replaces `Math.random` after `randomSeed`. */
  random: (() => number) | null = null;
  /** Set by `k6/http`: cookies of this user. */
  cookies: Cookies | null = null;
  /** A list, not a set: nearly every user has one. */
  #connections: Connection[] | null = null;
  /** Open, but of no iteration: a script wants them in the next one. */
  #resting: Set<Connection> | null = null;
  #pending = 0;
  #listener: IterationListener | null = null;
  /** Another number for each iteration and each time between two. */
  #stretch = 0;
  #isCheckingEnd = false;
  #blocks = 0;
  #deferred: { readonly task: () => void; readonly level: number }[] | null = null;
  #cancels: Set<() => void> | null = null;
  #isFlushing = false;

  constructor(context: RunContext, ids: { inTest: number; inInstance: number }) {
    this.context = context;
    this.idInTest = ids.inTest;
    this.idInInstance = ids.inInstance;
    this.timers = new ScriptTimers(this, context.settlesPromises);
  }

  /** Whether this iteration has opened connections that are not over. */
  get hasConnections(): boolean {
    return this.#connections !== null;
  }

  get isRunning(): boolean {
    return this.#listener !== null;
  }

  /** Runs `work` until it and everything it started has ended; then `listener` is told. */
  iterate(work: () => unknown, listener: IterationListener): void {
    this.#listener = listener;
    this.#stretch++;
    this.hold();
    const stretch = this.#stretch;
    try {
      const result = work();
      if (isThenable(result)) this.#watch(result, stretch, true);
      else this.release();
    } catch (error) {
      this.fail(error);
    }
  }

  hold(): void {
    this.#pending++;
  }

  release(): void {
    this.#pending--;
    if (this.#pending > 0 || this.#isCheckingEnd) return;
    this.#isCheckingEnd = true;
    // promises that are settled now may still start something
    soon(() => {
      this.#isCheckingEnd = false;
      if (this.#pending === 0) this.#finish('completed');
    });
  }

  run(callback: Callback, args: readonly unknown[], target?: object): void {
    const stretch = this.#stretch;
    try {
      const result = callback.apply(target, args as unknown[]);
      if (isThenable(result)) this.#watch(result, stretch);
    } catch (error) {
      this.fail(error);
    }
  }

  /**
   * Whether an event has to wait for a blocking call, by `defer`. `level` is what `block` returned to the blocking
   * call whose own event this is (the sessions of `k6/ws` have events while they block).
   */
  holdsBack(level = 0): boolean {
    if (this.#blocks > level) return true;
    if (this.#deferred === null || this.#isFlushing) return false;
    return this.#deferred.some((other) => other.level >= level);
  }

  /** `task` runs after what holds it back, in turn. */
  defer(task: () => void, level = 0): void {
    this.#deferred ??= [];
    this.#deferred.push({ task, level });
  }

  /** No event or timer of this user runs until `unblock`: a blocking call of the k6 API. */
  block(): number {
    this.hold();
    return ++this.#blocks;
  }

  /** Events that have waited run after the script code that runs now, as on k6. */
  unblock(): void {
    this.#blocks--;
    const stretch = this.#stretch;
    soon(() => {
      if (this.#stretch !== stretch) return;
      this.#flush();
      if (this.#stretch === stretch) this.release();
    });
  }

  /** Something the iteration waits for. Call what this returns when it has ended; `cancel` runs if the iteration is cut. */
  pend(cancel: () => void): () => void {
    this.#cancels ??= new Set();
    this.#cancels.add(cancel);
    this.hold();
    return () => {
      if (this.#cancels?.delete(cancel) === true) this.release();
    };
  }

  /** A connection of this iteration; it keeps the iteration open until `drop`. */
  adopt(connection: Connection): void {
    if (this.#connections === null) this.#connections = [connection];
    else this.#connections.push(connection);
    this.hold();
  }

  /** The connection stays open when the iteration ends, which waits for it no longer; false where it is over. */
  rest(connection: Connection): boolean {
    if (!this.#disown(connection)) return false;
    this.#resting ??= new Set();
    this.#resting.add(connection);
    this.release();
    return true;
  }

  /** It belongs to the iteration that runs now; false where it is over. */
  resume(connection: Connection): boolean {
    if (this.#listener === null || this.#resting?.delete(connection) !== true) return false;
    this.adopt(connection);
    return true;
  }

  /** Close 1000 on connections that no iteration will want any more; resolves when they are closed; null without any. */
  closeResting(): Promise<unknown> | null {
    return this.#resting && Promise.all([...this.#resting].map((each) => each.leave()));
  }

  drop(connection: Connection): void {
    this.#resting?.delete(connection);
    if (!this.#disown(connection)) return;
    this.release();
    if (this.context.isLeaving) this.leave();
  }

  /** The iteration ends at once: sockets are cut, timers cancelled, no handler runs. */
  interrupt(): void {
    this.#finish('interrupted');
  }

  /** Close 1000 on every connection; when they are closed the iteration ends, whatever it still waits for. */
  leave(): void {
    if (this.#listener === null) return;
    if (this.#connections !== null) {
      for (const connection of [...this.#connections]) connection.close(1000, '');
      return;
    }
    this.timers.clearAll();
    soon(() => {
      if (this.#connections === null) this.#finish(this.#pending > 0 ? 'interrupted' : 'completed');
    });
  }

  /** The script threw: this iteration is over, the run goes on. */
  fail(error: unknown): void {
    // handlers of resting connections also run between iterations
    if (this.#listener === null && this.#resting === null) return;
    if (!(error instanceof TestAborted)) this.context.logException(error);
    this.#finish('completed');
  }

  allTags(): Tags {
    const tags: Record<string, string> = { ...this.context.runTags, ...this.scenario?.tags };
    if (this.scenario !== null) tags['scenario'] = this.scenario.name;
    if (this.groupPath !== '') tags['group'] = this.groupPath;
    for (const [name, value] of Object.entries(this.vuTags ?? {})) tags[name] = String(value);
    return tags;
  }

  metadata(): Tags | undefined {
    const { numbers: wanted } = this.context.options.systemTags;
    const numbers = { vu: this.idInTest, iter: this.iteration };
    return sampleMetadata(this.vuMetadata, wanted, numbers);
  }

  /** A promise of script code; with `isHeld` the iteration waits for it. */
  #watch(result: PromiseLike<unknown>, stretch: number, isHeld = false): void {
    result.then(
      () => {
        if (isHeld && this.#stretch === stretch) this.release();
      },
      (error: unknown) => {
        if (this.#stretch === stretch) this.fail(error);
      },
    );
  }

  /** False where it is no connection of this iteration. */
  #disown(connection: Connection): boolean {
    const at = this.#connections?.indexOf(connection) ?? -1;
    if (at === -1) return false;
    if (this.#connections?.length === 1) this.#connections = null;
    else this.#connections?.splice(at, 1);
    return true;
  }

  #flush(): void {
    this.#isFlushing = true;
    for (;;) {
      const next = this.#deferred?.findIndex(({ level }) => level >= this.#blocks) ?? -1;
      if (next === -1) break;
      const [first] = this.#deferred?.splice(next, 1) ?? [];
      first?.task();
    }
    this.#isFlushing = false;
  }

  #finish(outcome: IterationOutcome): void {
    const listener = this.#listener;
    if (listener === null) return;
    this.#listener = null;
    this.#stretch++;
    const connections = this.#connections ?? [];
    this.#connections = null;
    for (const connection of connections) connection.cut();
    this.timers.clearAll();
    for (const cancel of this.#cancels ?? []) cancel();
    this.#cancels = null;
    this.#pending = 0;
    this.#blocks = 0;
    this.#deferred = null;
    this.groupPath = '';
    listener.iterationEnded(this, outcome);
  }
}

/** Thrown by `exec.test.abort` to leave the script's code; the run is ending already. */
export class TestAborted extends Error {}
