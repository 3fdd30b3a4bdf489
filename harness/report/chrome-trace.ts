/** Reporter `chrome-trace`: trace.json, the run on one time axis for Perfetto (ui.perfetto.dev) or chrome://tracing. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cohortOf } from '../contracts/connection-id.ts';
import type { HistoryEvent } from '../contracts/history.ts';
import type { ReportInput, Reporter } from '../contracts/reporter.ts';
import { readRunFacts, type RunFacts } from './facts/run-facts.ts';
import { describeEvent } from './facts/describe-event.ts';

/** One entry of the trace event format; times in microseconds of the run. */
export interface TraceEvent {
  readonly name: string;
  /** `X` a span, `i` an instant, `C` a counter, `M` the name of a row. */
  readonly ph: 'X' | 'i' | 'C' | 'M';
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly s?: 't';
  readonly args?: Readonly<Record<string, unknown>>;
}

/** Rows of the harness itself; cohorts follow from 2. */
const harness = 1;

export function createChromeTraceReporter(): Reporter {
  return {
    name: 'chrome-trace',
    onVerdict: (input) => {
      const text = JSON.stringify({ displayTimeUnit: 'ms', traceEvents: traceOf(input) });
      return writeFile(join(input.directory, 'trace.json'), text);
    },
  };
}

export function traceOf({ history }: ReportInput): readonly TraceEvent[] {
  const facts = readRunFacts(history);
  return [
    row(harness, 0, 'harness'),
    ...phaseSpans(facts),
    ...faultSpans(facts),
    ...counters(facts),
    ...connectionRows(history.events, facts),
  ];
}

function phaseSpans({ timeline }: RunFacts): readonly TraceEvent[] {
  return timeline.phases.map(({ name, beginMs, endMs }) =>
    span(name, { fromMs: beginMs, toMs: endMs, pid: harness, tid: 1 }),
  );
}

function faultSpans({ faults, timeline }: RunFacts): readonly TraceEvent[] {
  return faults.flatMap((fault, index) => {
    const { id, inject, beginMs, victims } = fault;
    if (beginMs === undefined) return [];
    const tid = 10 + index;
    const toMs = fault.healed?.ms ?? fault.healMs ?? timeline.endMs;
    const args = { victims, settings: fault.planned.settings };
    return [
      { ...row(harness, tid, `${id} ${inject}`), name: 'thread_name' },
      { ...span(`${id} ${inject}`, { fromMs: beginMs, toMs, pid: harness, tid }), args },
      ...fault.proofs.map((proof) => instant(`proven: ${proof.witness}`, proof.ms, { tid })),
    ];
  });
}

function counters({ open, cleanups }: RunFacts): readonly TraceEvent[] {
  const ledgers = Object.entries(open) as [string, RunFacts['open']['client']][];
  const series: [string, RunFacts['open']['client']][] = [
    ...ledgers.map(([name, points]): [string, typeof points] => [`open: ${name}`, points]),
    ['zombies present', cleanups.zombiesPresent],
  ];
  return series.flatMap(([name, points]) =>
    points.map(({ ms, value }): TraceEvent => ({
      name,
      ph: 'C',
      ts: ms * 1000,
      pid: harness,
      tid: 0,
      args: { value },
    })),
  );
}

/** A row a connection: its life as a span, what happened to it as instants. */
function connectionRows(events: readonly HistoryEvent[], facts: RunFacts): readonly TraceEvent[] {
  const rows = new Map<string, { pid: number; tid: number }>();
  const cohorts = new Map<string, number>();
  const made: TraceEvent[] = [];
  const rowOf = (connection: string): { pid: number; tid: number } => {
    const known = rows.get(connection);
    if (known !== undefined) return known;
    const cohort = cohortOf(connection);
    const pid = cohorts.get(cohort) ?? 2 + cohorts.size;
    if (!cohorts.has(cohort)) made.push(row(pid, 0, cohort));
    cohorts.set(cohort, pid);
    const place = { pid, tid: rows.size + 1 };
    rows.set(connection, place);
    made.push({ ...row(pid, place.tid, connection), name: 'thread_name' });
    return place;
  };
  for (const event of events) {
    if (!('connection' in event) || event.kind === 'client.received') continue;
    const told = describeEvent(event);
    if (told === undefined) continue;
    made.push(instant(told.text, facts.timeline.toMs(event.atUs), rowOf(event.connection)));
  }
  return [...made, ...lives(facts, rows)];
}

function lives(
  { zombies, ladders }: RunFacts,
  rows: ReadonlyMap<string, { readonly pid: number; readonly tid: number }>,
): readonly TraceEvent[] {
  const dead = new Map(zombies.map((zombie) => [zombie.connection, zombie]));
  return [...ladders].flatMap(([connection, { steps }]) => {
    const place = rows.get(connection);
    const [first, last] = [steps[0], steps.at(-1)];
    if (place === undefined || first === undefined || last === undefined) return [];
    const life = span(connection, { fromMs: first.ms, toMs: last.ms, ...place });
    const zombie = dead.get(connection);
    if (zombie === undefined) return [life];
    const { proofMs, heldUntilMs = last.ms, fate } = zombie;
    return [life, span(`zombie, ${fate}`, { fromMs: proofMs, toMs: heldUntilMs, ...place })];
  });
}

function row(pid: number, tid: number, name: string): TraceEvent {
  return { name: 'process_name', ph: 'M', ts: 0, pid, tid, args: { name } };
}

function span(
  name: string,
  of: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly pid: number;
    readonly tid: number;
  },
): TraceEvent {
  const { fromMs, toMs, pid, tid } = of;
  return { name, ph: 'X', ts: fromMs * 1000, dur: Math.max(0, toMs - fromMs) * 1000, pid, tid };
}

function instant(
  name: string,
  ms: number,
  { pid = harness, tid }: { readonly pid?: number; readonly tid: number },
): TraceEvent {
  return { name, ph: 'i', ts: ms * 1000, pid, tid, s: 't' };
}
