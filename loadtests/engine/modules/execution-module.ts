/** `k6/execution`: who and where the script is, and how to stop the test. */

import { monotonicMs } from '../timers.ts';
import { TestAborted, type ScenarioView, type VirtualUser } from '../user/virtual-user.ts';

export function executionModule(user: VirtualUser): Record<string, unknown> {
  return {
    scenario: new ScenarioInfo(user),
    instance: new InstanceInfo(user),
    vu: new UserInfo(user),
    test: new TestInfo(user),
  };
}

class ScenarioInfo {
  readonly #user: VirtualUser;
  constructor(user: VirtualUser) {
    this.#user = user;
  }
  get name(): string {
    return this.#scenario().name;
  }
  get executor(): string {
    return this.#scenario().executor;
  }
  get startTime(): number {
    return this.#scenario().startTimeMs;
  }
  get progress(): number {
    return this.#scenario().progress();
  }
  get iterationInInstance(): number {
    this.#scenario();
    return this.#user.iterationInInstance;
  }
  get iterationInTest(): number {
    this.#scenario();
    return this.#user.iterationInTest;
  }
  #scenario(): ScenarioView {
    const { scenario, phase } = this.#user;
    if (phase === 'init')
      throw new Error('getting scenario information in the init context is not supported');
    if (scenario === null)
      throw new Error('getting scenario information outside of the VU context is not supported');
    return scenario;
  }
}

class InstanceInfo {
  readonly #user: VirtualUser;
  constructor(user: VirtualUser) {
    this.#user = user;
  }
  get iterationsCompleted(): number {
    return this.#user.context.counts.completed;
  }
  get iterationsInterrupted(): number {
    return this.#user.context.counts.interrupted;
  }
  get vusActive(): number {
    return this.#user.context.counts.usersActive;
  }
  get vusInitialized(): number {
    return this.#user.context.counts.usersInitialised;
  }
  get currentTestRunDuration(): number {
    const { startedMs } = this.#user.context;
    return startedMs === 0 ? 0 : monotonicMs() - startedMs;
  }
}

class UserInfo {
  readonly #user: VirtualUser;
  #tags: object | undefined;
  constructor(user: VirtualUser) {
    this.#user = user;
  }
  get idInInstance(): number {
    return this.#user.idInInstance;
  }
  get idInTest(): number {
    return this.#user.idInTest;
  }
  get iterationInInstance(): number {
    return this.#user.iteration;
  }
  get iterationInScenario(): number {
    return this.#user.iterationInScenario;
  }
  get tags(): object {
    this.#tags ??= tagsProxy(this.#user);
    return this.#tags;
  }
  get metrics(): { tags: object; metadata: object } {
    this.#user.vuMetadata ??= {};
    return { tags: this.tags, metadata: this.#user.vuMetadata };
  }
}

/** Tags of the user, with those of the system behind them for reading. */
function tagsProxy(user: VirtualUser): object {
  user.vuTags ??= {};
  return new Proxy(user.vuTags, {
    get: (own, name) =>
      typeof name === 'string' && !(name in own)
        ? user.allTags()[name]
        : (Reflect.get(own, name) as unknown),
    set: (own, name, value) => {
      if (['string', 'number', 'boolean'].includes(typeof value))
        return Reflect.set(own, name, String(value));
      const text = `tag \`${String(name)}\` must be a string, a number or a boolean`;
      if (user.context.options.throws) throw new TypeError(text);
      user.context.log('warn', text);
      return true;
    },
  });
}

class TestInfo {
  readonly #user: VirtualUser;
  constructor(user: VirtualUser) {
    this.#user = user;
  }
  get options(): unknown {
    const { options } = this.#user.context;
    return new Proxy(options.raw, { get: (raw, name): unknown => Reflect.get(raw, name) ?? null });
  }
  abort(reason?: string): never {
    const text = `test aborted${reason === undefined ? '' : `: ${reason}`}`;
    // in the init context nothing runs yet that could be stopped
    if (this.#user.phase !== 'init') this.#user.context.abort(text);
    throw new TestAborted(text);
  }
  fail(reason?: string): void {
    this.#user.context.markFailed(reason);
  }
}
