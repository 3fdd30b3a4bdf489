/** Asks the server who it thinks is connected, over and over, and notes whose slot became free. */

import type { Clock } from '../contracts/clock.ts';
import type { EventOf, HistoryEvent } from '../contracts/history.ts';
import type { TargetControl } from '../contracts/target.ts';
import { CensusPace } from './census-pace.ts';
import type { EventLog } from './event-log.ts';
import type { LiveConnections } from './live-connections.ts';
import { OrphanWork } from './orphan-work.ts';

/** How long the tap's news may be on the way to us. */
const settleMs = 20;
/** A sample that is as the one before is left out of the history, but for one in so long. */
const sameEveryUs = 1_000_000;

type Census = EventOf<'census'>;

/** Whom a census has listed, who were there when it was asked for or came while it was answered. */
interface Look {
  readonly beganUs: number;
  readonly present: ReadonlySet<string>;
}

/** Opened at the tap, and not yet in any census. */
interface Unlisted {
  readonly openedUs: number;
  isOver: boolean;
}

export interface CensusContext {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly live: LiveConnections;
  readonly control: TargetControl;
}

export class CensusObserver {
  readonly #context: CensusContext;
  readonly #work: OrphanWork;
  #previous: Look = { beganUs: 0, present: new Set<string>() };
  readonly #unlisted = new Map<string, Unlisted>();
  #changes = -1;
  #recorded: Census | undefined;
  /** The newest sample, where it said what the recorded one had said. */
  #same: Census | undefined;

  constructor(context: CensusContext) {
    this.#context = context;
    this.#work = new OrphanWork(context);
  }

  /** Samples until `signal` aborts; a call that fails is noted once by the part's own exit, not here. */
  async observe(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#context;
    const pace = new CensusPace(clock);
    const unsubscribe = log.onEvent((event) => {
      pace.note(event);
      this.#work.note(event);
      this.#note(event);
    });
    while (!signal.aborted) {
      const beganUs = clock.nowUs();
      await this.sample(false).catch(() => undefined);
      await pace.rest(signal, (clock.nowUs() - beganUs) / 1000 - settleMs);
    }
    unsubscribe();
  }

  /** One sample; `full` keeps the list of connections in the history. No-op for servers without a census. */
  async sample(full: boolean): Promise<void> {
    const { clock, live, control } = this.#context;
    if (control.census === undefined) return;
    const quietSince = this.#changes;
    const beganUs = clock.nowUs();
    const census = await control.census();
    const atUs = clock.nowUs();
    // Quiet = the tap saw nobody come or go from the sample before until its news of this one is in.
    await clock.delay(settleMs);
    const quiescent = quietSince === live.changes;
    this.#changes = live.changes;
    const { claimed, limit, reclaimable, connections, work } = census;
    this.#record({
      kind: 'census',
      atUs,
      quiescent,
      claimed,
      limit,
      reclaimable,
      open: connections.length,
      ...(work === undefined ? {} : { working: work.length }),
      ...(full ? { connections } : {}),
    });
    const present = new Set(connections.map(({ connection }) => connection));
    this.#noteFreed({ beganUs, present }, atUs);
    if (work !== undefined) this.#work.look(work, { beganUs, atUs });
    await this.#noteCleanups();
  }

  /** Of a stretch of samples that say the same, its first and its last are kept, and one in each second. */
  #record(sample: Census): void {
    const { log } = this.#context;
    const before = this.#recorded;
    const isSame = before !== undefined && saysTheSame(before, sample);
    if (isSame && sample.atUs - before.atUs < sameEveryUs) {
      this.#same = sample;
      return;
    }
    if (!isSame && this.#same !== undefined) log.record(this.#same);
    this.#same = undefined;
    this.#recorded = sample;
    log.record(sample);
  }

  #note(event: HistoryEvent): void {
    if (this.#context.control.census === undefined) return;
    if (event.kind === 'tap.open')
      this.#unlisted.set(event.connection, { openedUs: event.atUs, isOver: false });
    else if (event.kind === 'tap.end' || event.kind === 'tap.closed') {
      const unlisted = this.#unlisted.get(event.connection);
      if (unlisted !== undefined) unlisted.isOver = true;
    }
  }

  #noteFreed(look: Look, atUs: number): void {
    this.#noteUnlisted(look, atUs);
    const seenUntilUs = this.#previous.beganUs;
    for (const connection of this.#previous.present) {
      if (look.present.has(connection)) continue;
      this.#context.log.record({ kind: 'slot.free', connection, atUs, seenUntilUs });
    }
    this.#previous = look;
  }

  /** Who came and went while nobody looked was held when the tap saw it open, and is free now. */
  #noteUnlisted({ beganUs, present }: Look, atUs: number): void {
    for (const [connection, { openedUs, isOver }] of this.#unlisted) {
      const isFree = isOver && beganUs >= openedUs && !present.has(connection);
      if (isFree)
        this.#context.log.record({ kind: 'slot.free', connection, atUs, seenUntilUs: openedUs });
      if (isFree || present.has(connection)) this.#unlisted.delete(connection);
    }
  }

  async #noteCleanups(): Promise<void> {
    const { log, control } = this.#context;
    for (const record of (await control.cleanups?.()) ?? []) {
      log.record({ kind: 'target.cleanup', ...record });
    }
  }
}

function saysTheSame(one: Census, other: Census): boolean {
  if (one.connections !== undefined || other.connections !== undefined) return false;
  return (
    one.quiescent === other.quiescent &&
    one.claimed === other.claimed &&
    one.limit === other.limit &&
    one.reclaimable === other.reclaimable &&
    one.open === other.open
  );
}
