/** The metrics of the user mix, and the reserved ones through which it reports facts to the history. */

import { Counter, Trend } from 'k6/metrics';
import { reservedMetrics } from '../drivers/metric-events.ts';
import type { Sequence, SeqRange } from './sequence.ts';

/** Application-level round trip of an `echo`. */
export const echoMs = new Trend('chat_echo', true);
/** From the first try to being admitted; refusals and waits in between included. */
export const admissionMs = new Trend('chat_admission', true);
/** From a prompt to the first token, and to the end of the answer. */
export const firstTokenMs = new Trend('chat_first_token', true);
export const turnMs = new Trend('chat_turn_duration', true);
export const turns = new Counter('chat_turns');
/** Answers that never ended within the user's patience. */
export const turnsStuck = new Counter('chat_turns_stuck');
export const refusals = new Counter('chat_refusals');
export const reconnects = new Counter('chat_reconnects');
export const lostEvents = new Counter('chat_lost_events');

const gaps = new Counter(reservedMetrics.gap);
const gapsFilled = new Counter(reservedMetrics.gapFilled);
const gapsReported = new Counter(reservedMetrics.gapReported);
const received = new Counter(reservedMetrics.received);
const answers = new Counter(reservedMetrics.answers);
const foreign = new Counter(reservedMetrics.foreign);

const tagsOf = (connection: string, { fromSeq, toSeq }: SeqRange): Record<string, string> => ({
  connection,
  from: String(fromSeq),
  to: String(toSeq),
});

const sizeOf = ({ fromSeq, toSeq }: SeqRange): number => toSeq - fromSeq + 1;

export function reportGap(connection: string, range: SeqRange): void {
  lostEvents.add(sizeOf(range));
  gaps.add(sizeOf(range), tagsOf(connection, range));
}

export function reportFilled(connection: string, range: SeqRange): void {
  gapsFilled.add(sizeOf(range), tagsOf(connection, range));
}

export function reportGivenUp(connection: string, range: SeqRange): void {
  gapsReported.add(sizeOf(range), tagsOf(connection, range));
}

/** Totals so far of one connection. */
export function reportReceived(connection: string, sequence: Sequence): void {
  received.add(sequence.count, {
    connection,
    lastSeq: String(sequence.contiguous),
    repeated: String(sequence.repeated),
  });
}

export interface AnswerTotals {
  readonly answered: number;
  readonly slowestMs: number;
  /** Those overdue, and for how long the oldest has been. */
  readonly waiting: number;
  readonly waitedMs: number;
}

/** Since the last report of this connection. */
export function reportAnswers(
  connection: string,
  { answered, slowestMs, waiting, waitedMs }: AnswerTotals,
): void {
  answers.add(answered, {
    connection,
    slowestMs: String(slowestMs),
    waiting: String(waiting),
    waitedMs: String(waitedMs),
  });
}

/** It got what it never asked for. */
export function reportForeign(connection: string, what: string): void {
  foreign.add(1, { connection, what });
}
