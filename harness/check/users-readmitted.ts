/** A user who was on is let in again while there is room: nobody is locked out by the slots of dead connections. */

import { keyOf, userOf } from '../contracts/connection-id.ts';
import type { Checker, Violation } from '../contracts/checker.ts';
import type { EventOf, HistoryEvent } from '../contracts/history.ts';
import { durationUs, finding } from './findings.ts';
import { judgedUntilUs } from './judged-until.ts';
import { isTurnedAway } from './turned-away.ts';

/** Who is asked to stop lets nobody in. */
const stopping = ['target-stop', 'target-kill'];

export const usersReadmitted: Checker = {
  name: 'users-readmitted',
  summary: 'who was on with as many connections is not refused for longer than a reclaim may take',
  check: (history) => {
    const lockOuts = new LockOuts(history.plan.serviceLevel.reclaimWithinMs * 1000);
    const untilUs = judgedUntilUs(history);
    for (const event of history.events) {
      if (event.atUs >= untilUs || endsAdmission(event)) break;
      lockOuts.note(event);
    }
    return finding(lockOuts.violations, {
      users: lockOuts.users,
      refusals: lockOuts.refusals,
      unjustified: lockOuts.violations.length,
    });
  },
};

function endsAdmission(event: HistoryEvent): boolean {
  return event.kind === 'fault.begin' && stopping.includes(event.inject);
}

/** Living connections, and how many there once were together. */
class Tally {
  most = 0;
  /** Since when there have been fewer than the most; undefined while there are as many. */
  roomSinceUs: number | undefined;
  readonly #living = new Set<string>();

  add(connection: string): void {
    this.#living.add(connection);
    this.most = Math.max(this.most, this.#living.size);
    if (this.#living.size === this.most) this.roomSinceUs = undefined;
  }

  take(connection: string, atUs: number): void {
    if (this.#living.delete(connection)) this.roomSinceUs ??= atUs;
  }
}

class LockOuts {
  refusals = 0;
  readonly #withinUs: number;
  readonly #all = new Tally();
  readonly #byUser = new Map<string, Tally>();
  /** One a key: its first. */
  readonly #violations = new Map<string, Violation>();

  constructor(withinUs: number) {
    this.#withinUs = withinUs;
  }

  get users(): number {
    return this.#byUser.size;
  }

  get violations(): readonly Violation[] {
    return [...this.#violations.values()];
  }

  note(event: HistoryEvent): void {
    if (event.kind === 'client.open') {
      this.#all.add(event.connection);
      this.#userOf(event.connection).add(event.connection);
    } else if (event.kind === 'client.closed' || event.kind === 'client.vanished')
      this.#take(event.connection, event.atUs);
    else if (event.kind === 'fault.proof' && event.zombies)
      for (const victim of event.victims) this.#take(victim, event.atUs);
    else if (event.kind === 'client.refused') this.#refused(event);
  }

  #refused(refusal: EventOf<'client.refused'>): void {
    if (!isTurnedAway(refusal)) return;
    const { connection, reason, atUs } = refusal;
    this.refusals += 1;
    const [here, own] = [this.#all.roomSinceUs, this.#userOf(connection).roomSinceUs];
    const key = keyOf(connection);
    if (here === undefined || own === undefined || this.#violations.has(key)) return;
    const lastedUs = atUs - Math.max(here, own);
    if (lastedUs <= this.#withinUs) return;
    const message =
      `${key} was refused (${reason}) though its user and the server have had fewer living connections than before ` +
      `for ${durationUs(lastedUs)}, the service level is ${durationUs(this.#withinUs)}`;
    this.#violations.set(key, { message, connection: key, atUs });
  }

  #take(connection: string, atUs: number): void {
    this.#all.take(connection, atUs);
    this.#userOf(connection).take(connection, atUs);
  }

  #userOf(connection: string): Tally {
    const user = userOf(connection);
    const known = this.#byUser.get(user);
    if (known !== undefined) return known;
    const tally = new Tally();
    this.#byUser.set(user, tally);
    return tally;
  }
}
