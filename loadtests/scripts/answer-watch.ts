/**
 * How late the answers of one connection are: those that came, and those that are overdue. Told to the history twice a
 * second, where the harness asks for it (`CHAOS_ANSWERS`).
 */

import { reportAnswers } from './mix-metrics.ts';

const reportEveryMs = 500;
const isAsked = __ENV['CHAOS_ANSWERS'] === 'true';

/** What a client waits for: the answer to an echo, the next event of a turn. */
export type Awaited = 'echo' | 'event';

export class AnswerWatch {
  private readonly connection: string;
  private readonly due = new Map<Awaited, number>();
  private answered = 0;
  private slowestMs = 0;
  private timer: number | undefined;

  constructor(connection: string) {
    this.connection = connection;
  }

  isAwaited(what: Awaited): boolean {
    return this.due.has(what);
  }

  /** An answer is to come at `dueMs` of the clock of `Date.now()`, not counting its way. */
  expect(what: Awaited, dueMs: number): void {
    if (!isAsked) return;
    this.due.set(what, dueMs);
    this.timer ??= setTimeout(() => {
      this.report();
    }, reportEveryMs);
  }

  /** It came; before its time is as good as in time. */
  heard(what: Awaited): void {
    const dueMs = this.due.get(what);
    if (dueMs === undefined) return;
    this.due.delete(what);
    this.answered++;
    this.slowestMs = Math.max(this.slowestMs, Date.now() - dueMs);
  }

  /** The connection is over, and nothing is waited for any more. */
  stop(): void {
    if (this.timer !== undefined) this.report();
    this.due.clear();
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private report(): void {
    const nowMs = Date.now();
    const overdue = [...this.due.values()].filter((dueMs) => dueMs < nowMs);
    const waitedMs = Math.max(0, ...overdue.map((dueMs) => nowMs - dueMs));
    const { answered, slowestMs } = this;
    if (answered > 0 || overdue.length > 0)
      reportAnswers(this.connection, { answered, slowestMs, waiting: overdue.length, waitedMs });
    this.answered = 0;
    this.slowestMs = 0;
    this.timer =
      this.due.size === 0
        ? undefined
        : setTimeout(() => {
            this.report();
          }, reportEveryMs);
  }
}
