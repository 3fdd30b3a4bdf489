/** k6's stream of samples as history events: facts the script told, and once a second how the load goes. */

import type { Clock } from '../../../harness/contracts/clock.ts';
import type { ClientEvent, LoadEvent } from '../../../harness/contracts/history.ts';
import { connectionMetrics, toConnectionEvent } from '../connection-metrics.ts';
import { reservedMetrics, toHistoryEvent } from '../metric-events.ts';
import { parseRecord, type PointRecord } from './json-records.ts';

const told: ReadonlySet<string> = new Set([
  ...Object.values(reservedMetrics),
  ...Object.values(connectionMetrics),
]);
/** Most samples of a large load are none of ours; those are not even parsed. */
const mayConcern = /"type"\s*:\s*"Metric"|"(?:chaos_\w+|vus|iterations|dropped_iterations)"/;
/** k6 reports `vus` once a second; what it takes longer is how late it is itself. */
const vusEveryUs = 1_000_000;
/** Two clocks read further apart than this were read by a process that stood still between them: again. */
const readWithinUs = 1000;
const readings = 5;

export class SampleEvents {
  readonly #clock: Clock;
  readonly #emit: (event: ClientEvent | LoadEvent) => void;
  readonly #kinds = new Map<string, string>();
  readonly #totals = { iterations: 0, starts: 0, dropped: 0, usersActive: 0 };
  #offsetUs: number;
  #lastVusUs: number | undefined;

  constructor(clock: Clock, emit: (event: ClientEvent | LoadEvent) => void) {
    this.#clock = clock;
    this.#emit = emit;
    this.#offsetUs = this.#measureOffset();
  }

  /** Types by the names of the metrics seen so far. */
  get kinds(): ReadonlyMap<string, string> {
    return this.#kinds;
  }

  takeLine(line: string): void {
    if (!mayConcern.test(line)) return;
    const record = parseRecord(line);
    if (record?.type === 'Metric') this.#kinds.set(record.metric, record.kind);
    else if (record !== undefined) this.#takePoint(record);
  }

  /** The last sample, at the end. */
  end(): void {
    this.#totals.usersActive = 0;
    this.#sample(this.#clock.nowUs(), 0);
  }

  #takePoint(point: PointRecord): void {
    const { metric, value, tags, wallUs } = point;
    if (metric === 'iterations') this.#totals.iterations += value;
    else if (metric === 'dropped_iterations') this.#totals.dropped += value;
    else if (metric === 'vus') this.#takeVus(point);
    if (!told.has(metric)) return;
    const sample = { metric, value, tags, atUs: wallUs + this.#offsetUs };
    const event = toConnectionEvent(sample) ?? toHistoryEvent(sample);
    if (event !== undefined) this.#emit(event);
  }

  #takeVus({ value, wallUs }: PointRecord): void {
    this.#offsetUs = this.#measureOffset(); // wall clocks are set while a long run goes on
    const dueUs = (this.#lastVusUs ?? wallUs) + vusEveryUs;
    this.#lastVusUs = wallUs;
    this.#totals.usersActive = value;
    this.#sample(wallUs + this.#offsetUs, Math.max(0, wallUs - dueUs) / 1000);
  }

  /** k6 does not tell starts: each iteration that ended or goes on was one; cut off at the end, it stays one. */
  #sample(atUs: number, lateMs: number): void {
    const { iterations, starts, dropped, usersActive } = this.#totals;
    const achievedStarts = Math.max(starts, iterations + usersActive);
    this.#totals.starts = achievedStarts;
    this.#emit({
      kind: 'load.sample',
      atUs,
      plannedStarts: achievedStarts + dropped,
      achievedStarts,
      dropped,
      usersActive,
      loopDelayP99Ms: lateMs,
      loopDelayMaxMs: lateMs,
    });
  }

  #measureOffset(): number {
    let closest = { offsetUs: 0, tookUs: Infinity };
    for (let reading = 0; reading < readings && closest.tookUs > readWithinUs; reading++) {
      const nowUs = this.#clock.nowUs();
      const offsetUs = nowUs - Date.parse(this.#clock.wallTime()) * 1000;
      const tookUs = this.#clock.nowUs() - nowUs;
      if (tookUs < closest.tookUs) closest = { offsetUs, tookUs };
    }
    return closest.offsetUs;
  }
}
