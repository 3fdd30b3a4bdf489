/** The server's counter, the server's set and what is open on the wire agree whenever it is quiet. */

import type { Checker, Finding, Violation } from '../contracts/checker.ts';
import type { EventOf, HistoryEvent } from '../contracts/history.ts';
import { Difference } from './difference.ts';
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
  /** Open now, or before. */
  readonly #came = new Set<string>();
  readonly #wire = new Difference();
  readonly #counter = new Difference();
  readonly #violations = new Map<string, Violation>();

  constructor(windows: readonly FaultWindow[]) {
    this.#windows = windows;
  }

  note(event: HistoryEvent): void {
    if (event.kind === 'tap.open') {
      this.#open.add(event.connection);
      this.#came.add(event.connection);
    } else if (event.kind === 'tap.end' || event.kind === 'tap.closed') {
      this.#open.delete(event.connection);
    } else if (event.kind === 'census' && event.quiescent) this.#compare(event);
  }

  finding(): Finding {
    return finding([...this.#violations.values()], { quietSamples: this.samples });
  }

  #compare({ atUs, claimed, open: listed }: Census): void {
    this.samples += 1;
    const wire = this.#open.size;
    this.#counter.note(atUs, Math.abs(claimed - listed));
    this.#wire.note(atUs, Math.abs(listed - wire));
    const driftSinceUs = this.#counter.beyondSinceUs(0);
    this.#hold('counter', {
      forUs: atUs - (driftSinceUs ?? atUs),
      atUs,
      message: `server counts ${claimed} connections but lists ${listed}`,
    });
    if (listed !== wire) {
      this.#hold('wire', {
        forUs: this.#unexcusedUs(atUs),
        atUs,
        message: `server lists ${listed} connections, ${wire} are open on the wire`,
      });
    }
  }

  #hold(
    name: string,
    { forUs, atUs, message }: { forUs: number; atUs: number; message: string },
  ): void {
    if (forUs < settleUs || this.#violations.has(name)) return;
    this.#violations.set(name, { message, atUs: atUs - forUs });
  }

  /** How long the wire has differed by more than faults explain: while one blinds the tap to its victims, it may. */
  #unexcusedUs(atUs: number): number {
    const begun = this.#windows.filter(({ beginUs }) => beginUs <= atUs);
    const endUs = ({ healedUs }: FaultWindow): number => healedUs + settleUs;
    const blind = begun.filter((window) => endUs(window) >= atUs);
    const over = begun.filter((window) => endUs(window) < atUs);
    const hit = ({ victims, joined }: FaultWindow): number =>
      victims.length + joined.filter((connection) => this.#came.has(connection)).length;
    const allowed = blind.reduce((sum, window) => sum + hit(window), 0);
    const sinceUs = this.#wire.beyondSinceUs(allowed) ?? atUs;
    return atUs - Math.max(sinceUs, ...over.map(endUs));
  }
}
