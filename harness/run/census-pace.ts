/** How often the census is asked for: closely about a fault or a coming and going, else now and then. */

import type { Clock } from '../contracts/clock.ts';
import type { HistoryEvent, HistoryKind } from '../contracts/history.ts';

/** The bound on how late `slot.free` and `target.cleanup` are noted while something is going on, where the census is short. */
const closelyMs = 50;
/** A census of thousands takes its time, of the server too: so many times as long nobody asks. */
const restsAsked = 4;
/** One answer in several that takes long is the machine's doing, and no reason to look away for long. */
const answersCompared = 3;
/** How long after the last stir the next one is still expected. */
const alertMs = 10_000;
/** Over hours in which nothing happens. */
const seldomMs = 1000;

const stirs: ReadonlySet<HistoryKind> = new Set<HistoryKind>([
  'fault.begin',
  'fault.proof',
  'fault.heal',
  'fault.healed',
  'tap.open',
  'tap.close-frame',
  'tap.end',
  'tap.closed',
]);

/** A stir ends a long rest at once. */
export class CensusPace {
  readonly #clock: Clock;
  #stirredUs: number;
  #rest: AbortController | undefined;
  /** As if those before the first had come at once. */
  #tookMs: readonly number[] = Array.from({ length: answersCompared - 1 }, () => 0);

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#stirredUs = clock.nowUs();
  }

  note({ kind }: HistoryEvent): void {
    if (!stirs.has(kind)) return;
    this.#stirredUs = this.#clock.nowUs();
    this.#rest?.abort();
  }

  /** Resolves when the next sample is due after one that took `tookMs`, or `signal` aborts. */
  async rest(signal: AbortSignal, tookMs: number): Promise<void> {
    this.#tookMs = [...this.#tookMs.slice(1 - answersCompared), tookMs];
    const isAlert = this.#clock.nowUs() - this.#stirredUs < alertMs * 1000;
    if (isAlert) {
      await this.#clock
        .delay(Math.max(closelyMs, Math.min(...this.#tookMs) * restsAsked), signal)
        .catch(() => undefined);
      return;
    }
    const rest = new AbortController();
    this.#rest = rest;
    const onAbort = (): void => {
      rest.abort();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) rest.abort();
    await this.#clock.delay(seldomMs, rest.signal).catch(() => undefined);
    signal.removeEventListener('abort', onAbort);
    this.#rest = undefined;
  }
}
