/** Asks the server who it thinks is connected, over and over, and notes whose slot became free. */

import type { Clock } from '../contracts/clock.ts';
import type { TargetControl } from '../contracts/target.ts';
import type { EventLog } from './event-log.ts';
import type { LiveConnections } from './live-connections.ts';

/** The bound on how late `slot.free` and `target.cleanup` are noted. */
const everyMs = 50;
/** How long the tap's news may be on the way to us. */
const settleMs = 20;

export interface CensusContext {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly live: LiveConnections;
  readonly control: TargetControl;
}

export class CensusObserver {
  readonly #context: CensusContext;
  #previous: ReadonlySet<string> = new Set<string>();
  #changes = -1;

  constructor(context: CensusContext) {
    this.#context = context;
  }

  /** Samples until `signal` aborts; a call that fails is noted once by the part's own exit, not here. */
  async observe(signal: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    while (!signal.aborted) {
      await this.sample(false).catch(() => undefined);
      await clock.delay(everyMs, signal).catch(() => undefined);
    }
  }

  /** One sample; `full` keeps the list of connections in the history. No-op for servers without a census. */
  async sample(full: boolean): Promise<void> {
    const { clock, log, live, control } = this.#context;
    if (control.census === undefined) return;
    const quietSince = this.#changes;
    const census = await control.census();
    const atUs = clock.nowUs();
    // Quiet = the tap saw nobody come or go from the sample before until its news of this one is in.
    await clock.delay(settleMs);
    const quiescent = quietSince === live.changes;
    this.#changes = live.changes;
    const { claimed, limit, reclaimable, connections } = census;
    log.record({
      kind: 'census',
      atUs,
      quiescent,
      claimed,
      limit,
      reclaimable,
      open: connections.length,
      ...(full ? { connections } : {}),
    });
    this.#noteFreed(new Set(connections.map(({ connection }) => connection)), atUs);
    await this.#noteCleanups();
  }

  #noteFreed(present: ReadonlySet<string>, atUs: number): void {
    for (const connection of this.#previous) {
      if (present.has(connection)) continue;
      this.#context.log.record({ kind: 'slot.free', connection, atUs });
    }
    this.#previous = present;
  }

  async #noteCleanups(): Promise<void> {
    const { log, control } = this.#context;
    for (const record of (await control.cleanups?.()) ?? []) {
      log.record({ kind: 'target.cleanup', ...record });
    }
  }
}
