/** An enterprise user gets in within the service level, and nobody of a lower class overtakes one who waits. */

import { cohortOf, keyOf } from '../contracts/connection-id.ts';
import type { Checker, RunHistory, Violation } from '../contracts/checker.ts';
import type { HistoryEvent } from '../contracts/history.ts';
import type { Cohort } from '../contracts/scenario.ts';
import { durationUs, finding } from './findings.ts';
import { judgedUntilUs } from './judged-until.ts';
import { nobodyGotIn } from './nobody-got-in.ts';
import { isTurnedAway } from './turned-away.ts';

const priority: Cohort = 'enterprise';
/** Two upgrades this close together are simultaneous: either may be served first. */
const overtakingUs = 250_000;

export const priorityAdmitted: Checker = {
  name: 'priority-admitted',
  summary: 'enterprise users are admitted within the service level and never overtaken',
  check: (history) => {
    const reason = atTheWrongDoor(history);
    if (reason !== undefined) return { outcome: 'unknown', reason };
    const queue = new Queue(history.plan.serviceLevel.admitWithinMs * 1000);
    const untilUs = judgedUntilUs(history);
    let lastUs = 0;
    for (const event of history.events) {
      if (event.atUs >= untilUs) break;
      lastUs = event.atUs;
      queue.note(event);
    }
    queue.close(Math.min(untilUs, lastUs));
    const absent = keysNeverTried(history, queue.tried);
    if (queue.violations.length === 0 && absent.length > 0) {
      return { outcome: 'unknown', reason: `${absent.join(', ')} never tried to connect` };
    }
    return finding(queue.violations, {
      episodes: queue.episodes,
      admitted: queue.admitted,
      slowestMs: Math.round(queue.slowestUs / 1000),
    });
  },
};

/** Nobody got in, and nobody was told that it is for now: the load asks for what the server does not have. */
function atTheWrongDoor(history: RunHistory): string | undefined {
  const isKnown = history.events.some(
    (event) =>
      event.kind === 'client.open' || (event.kind === 'client.refused' && isTurnedAway(event)),
  );
  return isKnown ? undefined : nobodyGotIn(history);
}

/** Planned users of the built-in mix that nobody saw; scripts of the user's own name theirs as they like. */
function keysNeverTried({ plan }: RunHistory, tried: ReadonlySet<string>): string[] {
  if (plan.load.script !== undefined) return [];
  return plan.load.users
    .filter(({ cohort }) => cohort === priority)
    .map(({ id }) => `${id}.1`)
    .filter((key) => !tried.has(key));
}

/** Who waits since when: an episode runs from a key's first try to its being open. */
class Queue {
  episodes = 0;
  readonly tried = new Set<string>();
  admitted = 0;
  slowestUs = 0;
  readonly violations: Violation[] = [];
  readonly #withinUs: number;
  /** First try of each priority key that is waiting. */
  readonly #waiting = new Map<string, number>();
  /** When each other connection began its try. */
  readonly #trying = new Map<string, number>();
  readonly #overtaken = new Set<string>();

  constructor(withinUs: number) {
    this.#withinUs = withinUs;
  }

  note(event: HistoryEvent): void {
    if (event.kind === 'client.connecting') this.#begin(event.connection, event.atUs);
    else if (event.kind === 'client.open') this.#open(event.connection, event.atUs);
    else if (event.kind === 'client.refused') this.#trying.delete(event.connection);
    else if (event.kind === 'client.vanished') this.#waiting.delete(keyOf(event.connection));
  }

  /** Whoever still waits has waited until now. */
  close(nowUs: number): void {
    for (const [key, sinceUs] of this.#waiting) {
      if (nowUs - sinceUs <= this.#withinUs) continue;
      const waited = durationUs(nowUs - sinceUs);
      this.#violate(key, sinceUs, `${key} was not admitted within ${waited}`);
    }
  }

  #begin(connection: string, atUs: number): void {
    if (cohortOf(connection) !== priority) {
      this.#trying.set(connection, atUs);
      return;
    }
    const key = keyOf(connection);
    this.tried.add(key);
    if (this.#waiting.has(key)) return;
    this.#waiting.set(key, atUs);
    this.episodes += 1;
  }

  #open(connection: string, atUs: number): void {
    if (cohortOf(connection) !== priority) {
      this.#overtake(connection, atUs);
      this.#trying.delete(connection);
      return;
    }
    const key = keyOf(connection);
    const sinceUs = this.#waiting.get(key);
    if (sinceUs === undefined) return;
    this.#waiting.delete(key);
    this.#overtaken.delete(key);
    this.admitted += 1;
    this.slowestUs = Math.max(this.slowestUs, atUs - sinceUs);
    if (atUs - sinceUs <= this.#withinUs) return;
    const waited = durationUs(atUs - sinceUs);
    this.#violate(key, sinceUs, `${key} was admitted only after ${waited}`);
  }

  #overtake(connection: string, atUs: number): void {
    const beganUs = this.#trying.get(connection) ?? atUs;
    for (const [key, sinceUs] of this.#waiting) {
      if (beganUs - sinceUs < overtakingUs || this.#overtaken.has(key)) continue;
      this.#overtaken.add(key);
      const message = `${connection} was admitted while ${key} had been waiting for ${durationUs(atUs - sinceUs)}`;
      this.violations.push({ message, connection: key, atUs });
    }
  }

  #violate(key: string, sinceUs: number, what: string): void {
    const message = `${what}, the service level is ${durationUs(this.#withinUs)}`;
    this.violations.push({ message, connection: key, atUs: sinceUs + this.#withinUs });
  }
}
