/** The server's counter, the server's set and what is open on the wire agree whenever it is quiet. */

import type { Checker, Finding, Violation } from '../contracts/checker.ts';
import type { EventOf, HistoryEvent } from '../contracts/history.ts';
import { faultWindows, type FaultWindow } from './fault-windows.ts';
import { finding, isReferenceServer, notApplicable } from './findings.ts';

/** A disagreement counts once it has lasted this long: a close on its way is not a drift. */
const settleUs = 500_000;

type Census = EventOf<'census'>;

export const countsAgree: Checker = {
  name: 'counts-agree',
  summary: 'at quiet moments the server’s counter, its set and the connections on the wire agree',
  check: (history) => {
    const audit = new Audit(faultWindows(history));
    for (const event of history.events) {
      if (isShutdown(event)) break;
      audit.note(event);
    }
    if (audit.samples > 0) return audit.finding();
    return isReferenceServer(history.plan) || history.plan.target.census !== undefined
      ? { outcome: 'unknown', reason: 'no census was taken at a quiet moment' }
      : notApplicable('this server has no census');
  },
};

/** The final census is taken while everybody is still on; what follows are the run's own goodbyes. */
function isShutdown(event: HistoryEvent): boolean {
  if (event.kind === 'phase.end') return event.phase === 'final-census';
  return event.kind === 'part.exited' || event.kind === 'run.end';
}

/** What disagrees, by name, since when. */
class Audit {
  samples = 0;
  readonly #windows: readonly FaultWindow[];
  readonly #open = new Set<string>();
  readonly #since = new Map<string, number>();
  readonly #violations = new Map<string, Violation>();

  constructor(windows: readonly FaultWindow[]) {
    this.#windows = windows;
  }

  note(event: HistoryEvent): void {
    if (event.kind === 'tap.open') this.#open.add(event.connection);
    else if (event.kind === 'tap.end' || event.kind === 'tap.closed') {
      this.#open.delete(event.connection);
    } else if (event.kind === 'census' && event.quiescent) this.#compare(event);
  }

  finding(): Finding {
    return finding([...this.#violations.values()], { quietSamples: this.samples });
  }

  #compare(census: Census): void {
    this.samples += 1;
    const { claimed, open: listed } = census;
    const wire = this.#open.size;
    // While a fault blinds the tap to a victim, wire and server may rightly differ about it.
    const slack = this.#uncertain(census.atUs);
    this.#hold(census, {
      name: 'counter',
      wrong: claimed !== listed,
      message: `server counts ${claimed} connections but lists ${listed}`,
    });
    this.#hold(census, {
      name: 'wire',
      wrong: Math.abs(listed - wire) > slack,
      message: `server lists ${listed} connections, ${wire} are open on the wire`,
    });
    this.#hold(census, {
      name: 'negative',
      wrong: claimed < 0,
      message: `server counts ${claimed} connections`,
    });
  }

  #hold(
    { atUs }: Census,
    { name, wrong, message }: { name: string; wrong: boolean; message: string },
  ): void {
    if (!wrong) {
      this.#since.delete(name);
      return;
    }
    const sinceUs = this.#since.get(name) ?? atUs;
    this.#since.set(name, sinceUs);
    if (atUs - sinceUs < settleUs || this.#violations.has(name)) return;
    this.#violations.set(name, { message, atUs: sinceUs });
  }

  #uncertain(atUs: number): number {
    return this.#windows
      .filter(({ beginUs, healedUs }) => atUs >= beginUs && atUs <= healedUs + settleUs)
      .reduce((sum, { victims }) => sum + victims.length, 0);
  }
}
