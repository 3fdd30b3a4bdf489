/** How late answers to bystanders were before and during the faults of a run, what the load itself was late taken off. */

import { keyOf } from '../contracts/connection-id.ts';
import type { RunHistory } from '../contracts/checker.ts';
import type { EventOf, HistoryEvent } from '../contracts/history.ts';
import { faultWindows, type FaultWindow } from './fault-windows.ts';

/** What one bystander said of about half a second. */
export interface AnswerReport {
  readonly connection: string;
  readonly atUs: number;
  /** The slowest answer, or the longest that one was still waited for. */
  readonly lateMs: number;
}

export interface BystanderAnswers {
  readonly before: readonly AnswerReport[];
  /** While a proven fault was on. */
  readonly during: readonly AnswerReport[];
}

type Sample = EventOf<'load.sample'>;

/** A sample is of the second before it, a report of the half: those of one moment are up to this far apart. */
const secondUs = 1_100_000;

export function bystanderAnswers(history: RunHistory): BystanderAnswers {
  const windows = faultWindows(history);
  const touched = new Set(
    windows.flatMap(({ victims, joined }) => [...victims, ...joined]).map(keyOf),
  );
  const samples = history.events.filter((event): event is Sample => event.kind === 'load.sample');
  const reports = history.events
    .filter(isAnswers)
    .filter(({ connection }) => !touched.has(keyOf(connection)))
    .map((event) => toReport(event, samples));
  const firstUs = Math.min(...windows.map(({ beginUs }) => beginUs));
  const spans = windows.flatMap(provenSpan);
  return {
    before: reports.filter(({ atUs }) => atUs < firstUs),
    during: reports.filter(({ atUs }) =>
      spans.some(({ fromUs, untilUs }) => atUs >= fromUs && atUs <= untilUs),
    ),
  };
}

function isAnswers(event: HistoryEvent): event is EventOf<'client.answers'> {
  return event.kind === 'client.answers';
}

function toReport(
  { connection, atUs, slowestMs, waitedMs }: EventOf<'client.answers'>,
  samples: readonly Sample[],
): AnswerReport {
  const stoodStillMs = samples
    .filter((sample) => Math.abs(sample.atUs - atUs) <= secondUs)
    .map(({ loopDelayMaxMs }) => loopDelayMaxMs);
  const lateMs = Math.max(slowestMs, waitedMs) - Math.max(0, ...stoodStillMs);
  return { connection, atUs, lateMs: Math.max(0, lateMs) };
}

/** Before the proof nobody knows what a fault does, and after the heal it does nothing. */
function provenSpan({
  provenUs,
  healUs,
}: FaultWindow): readonly { readonly fromUs: number; readonly untilUs: number }[] {
  if (provenUs.size === 0) return [];
  return [{ fromUs: Math.min(...provenUs.values()), untilUs: healUs }];
}
