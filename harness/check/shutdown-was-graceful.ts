/** A server that is asked to stop tells everybody to go elsewhere, lets nobody in any more, and ends. */

import type { Checker, Finding, RunHistory, Violation } from '../contracts/checker.ts';
import type { EventOf, HistoryEvent } from '../contracts/history.ts';
import { formatDurationMs } from '../contracts/units.ts';
import { faultWindows, type FaultWindow } from './fault-windows.ts';
import { durationUs, finding, notApplicable } from './findings.ts';

const askedBy = 'target-stop';
/** Going away, and service restart. */
const farewells = [1001, 1012];
/** A signal is felt, and an upgrade under way is over, within this time. */
const settleUs = 500_000;

export const shutdownWasGraceful: Checker = {
  name: 'shutdown-was-graceful',
  summary: 'asked to stop, the server says Close 1001 or 1012 to all, admits nobody and ends',
  check: (history) => {
    const { plan } = history;
    const planned = plan.faults.find(({ inject }) => inject === askedBy);
    if (planned === undefined) return notApplicable('nothing asks this server to stop');
    const windows = faultWindows(history);
    const asked = windows.find(({ fault }) => fault === planned.id);
    if (asked === undefined) return { outcome: 'unknown', reason: 'it was never asked to stop' };
    const others = windows.filter((window) => window !== asked);
    const farewell = new Farewell(asked, plan.serviceLevel.reclaimWithinMs);
    farewell.excuse(others.flatMap(({ victims, joined }) => [...victims, ...joined]));
    return farewell.over(history);
  },
};

/** What became of everybody who was on when the server was asked to stop. */
class Farewell {
  readonly #asked: FaultWindow;
  readonly #withinUs: number;
  readonly #excused = new Set<string>();
  readonly #waiting = new Set<string>();
  readonly #violations: Violation[] = [];
  #told = 0;
  #isEnded = false;

  constructor(asked: FaultWindow, withinMs: number) {
    this.#asked = asked;
    this.#withinUs = withinMs * 1000;
  }

  /** Whom another fault has hurt may be unable to hear. */
  excuse(connections: readonly string[]): void {
    for (const connection of connections) this.#excused.add(connection);
  }

  over({ events }: RunHistory): Finding {
    const untilUs = Math.min(this.#asked.healUs, this.#asked.beginUs + this.#withinUs);
    for (const event of events) {
      if (event.atUs > untilUs) break;
      this.#note(event);
    }
    if (untilUs < this.#asked.beginUs + this.#withinUs && !this.#isOver) {
      const granted = durationUs(untilUs - this.#asked.beginUs);
      return { outcome: 'unknown', reason: `it was given ${granted} to stop in, too little` };
    }
    const within = formatDurationMs(this.#withinUs / 1000);
    for (const connection of this.#waiting)
      this.#violate(connection, `heard nothing within ${within} of the server being asked to stop`);
    if (!this.#isEnded) {
      const message = `the server was still running ${within} after it was asked to stop`;
      this.#violations.push({ message, fault: this.#asked.fault });
    }
    return finding(this.#violations, { told: this.#told });
  }

  get #isOver(): boolean {
    return this.#violations.length > 0 || (this.#waiting.size === 0 && this.#isEnded);
  }

  #note(event: HistoryEvent): void {
    if (event.kind === 'tap.open') this.#opened(event);
    else if (event.kind === 'tap.close-frame' && event.by === 'server') this.#closed(event);
    else if (event.kind === 'tap.close-frame') this.#waiting.delete(event.connection);
    else if (event.kind === 'tap.end') this.#finished(event);
    else if (event.kind === 'part.exited' && event.part === 'target') this.#isEnded = true;
  }

  #opened({ connection, atUs }: EventOf<'tap.open'>): void {
    if (this.#excused.has(connection)) return;
    if (atUs <= this.#asked.beginUs + settleUs) this.#waiting.add(connection);
    else {
      const late = durationUs(atUs - this.#asked.beginUs);
      this.#violate(connection, `was let in ${late} after the server was asked to stop`, atUs);
    }
  }

  #closed({ connection, code, atUs }: EventOf<'tap.close-frame'>): void {
    if (!this.#waiting.delete(connection) || atUs < this.#asked.beginUs) return;
    if (farewells.includes(code)) this.#told += 1;
    else this.#violate(connection, `was told ${code}, not 1001 or 1012`, atUs);
  }

  /** Whoever goes by itself needs no goodbye. */
  #finished({ connection, by, how, atUs }: EventOf<'tap.end'>): void {
    if (!this.#waiting.delete(connection) || atUs < this.#asked.beginUs || by === 'client') return;
    const end = how === 'rst' ? 'a reset' : 'a FIN';
    this.#violate(connection, `got ${end} and no Close from the server that was to stop`, atUs);
  }

  #violate(connection: string, what: string, atUs?: number): void {
    const { fault } = this.#asked;
    this.#violations.push({
      message: `connection ${connection} ${what}`,
      connection,
      fault,
      ...(atUs === undefined ? {} : { atUs }),
    });
  }
}
