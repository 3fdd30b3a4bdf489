/** One process of the embedded engine, with some or all users of a plan in it. */

import type { Clock } from '../../harness/contracts/clock.ts';
import type { ClientProcess } from '../../harness/contracts/fault.ts';
import type { HistoryEvent } from '../../harness/contracts/history.ts';
import { startChild, type Child } from '../../harness/process/start-child.ts';
import type { Exit } from '../../harness/process/stop-process.ts';
import { leanProcess } from '../engine/lean-engine.ts';

/** Bundling and making the users; generous, because a laptop may be busy with the target's start. */
const readyWithinMs = 30_000;
/** What the engine may take for its summary beyond the grace of its users. */
const summaryWithinMs = 5000;
const vanishWithinMs = 5000;

export interface EngineOrder {
  readonly engineFile: string;
  readonly requestFile: string;
  onEvents(events: readonly HistoryEvent[]): void;
}

export class EngineChild implements ClientProcess {
  readonly #child: Child;
  #isEnding = false;

  private constructor(child: Child) {
    this.#child = child;
  }

  /** Resolves when the users have started; rejects with CHAOS_ERR_LOAD_*. */
  static async start(clock: Clock, order: EngineOrder): Promise<EngineChild> {
    const { engineFile, requestFile } = order;
    const child = await startChild(clock, {
      name: 'load engine',
      module: engineFile,
      // the second argument is for people (and tests) who look at the process table
      args: [requestFile, 'loadtests/engine/main.ts'],
      ...leanProcess(process.env),
      readyWithinMs,
      errorCode: 'CHAOS_ERR_LOAD_START',
      onEvents: (events) => {
        order.onEvents(events);
      },
    });
    return new EngineChild(child);
  }

  get pid(): number {
    return this.#child.pid;
  }

  get exited(): Promise<Exit> {
    return this.#child.exited;
  }

  /** True once it was told to end. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Users as the script itself has them. */
  get users(): number {
    return (this.#child.info as { readonly users: number }).users;
  }

  /** For single connections: `vanish`, `freeze`, `thaw`. */
  async order(method: 'vanish' | 'freeze' | 'thaw', ids: readonly string[]): Promise<void> {
    const connections = [...ids];
    if (connections.length > 0) await this.#child.call(method, { connections }, vanishWithinMs);
  }

  freeze(): void {
    this.#signal('SIGSTOP');
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  async kill(): Promise<void> {
    this.#isEnding = true;
    await this.#child.stop(0);
  }

  /** Users say goodbye, the summary is made, the process ends. Idempotent. */
  async stop(graceMs: number): Promise<void> {
    if (this.#isEnding) {
      await this.#child.exited;
      return;
    }
    this.#isEnding = true;
    this.thaw();
    try {
      await this.#child.call('stop', { graceMs }, graceMs + summaryWithinMs);
    } finally {
      await this.#child.stop(1000);
    }
  }

  #signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    try {
      process.kill(this.#child.pid, name);
    } catch {
      // it is gone already
    }
  }
}
