/** After the faults it is as it was before: the users are back, are answered, and are not thrown out again. */

import { keyOf } from '../contracts/connection-id.ts';
import type { Checker, Finding, RunHistory, Violation } from '../contracts/checker.ts';
import type { HistoryEvent } from '../contracts/history.ts';
import { leastLookMs } from '../contracts/recovery.ts';
import { faultWindows } from './fault-windows.ts';
import { durationUs, finding, notApplicable } from './findings.ts';
import { judgedUntilUs } from './judged-until.ts';
import { loadWasHonest } from './load-was-honest.ts';
import { nobodyGotIn } from './nobody-got-in.ts';
import { ServedConnections, type Unserved } from './served-connections.ts';

/** Of what was served before the faults. */
const leastPercent = 95;
const lookEveryUs = 100_000;
const leastSpanUs = leastLookMs * 1000;

export const serviceRecovered: Checker = {
  name: 'service-recovered',
  summary: 'after the faults as many connections are served as before, and stay so',
  check: (history) => {
    const withinMs = history.plan.serviceLevel.recoveredWithinMs;
    if (withinMs === undefined) return notApplicable('the service level names no recoveredWithin');
    const untilUs = judgedUntilUs(history);
    const windows = faultWindows(history).filter(({ beginUs }) => beginUs < untilUs);
    if (history.plan.faults.length === 0) return notApplicable('the plan has no fault');
    if (windows.length === 0) return { outcome: 'unknown', reason: 'no fault ever began' };
    const healUs = Math.max(...windows.map((window) => window.healUs));
    const span = {
      beginUs: Math.min(...windows.map(({ beginUs }) => beginUs)),
      healUs,
      fromUs: healUs + withinMs * 1000,
      untilUs,
    };
    if (span.untilUs - span.fromUs >= leastSpanUs) return judgeSpan(span, history);
    const given = durationUs(Math.max(0, span.untilUs - healUs));
    const reason = `the run left ${given} after the last heal, too little to see it recover and stay so`;
    return { outcome: 'unknown', reason };
  },
};

interface Span {
  readonly beginUs: number;
  readonly healUs: number;
  readonly fromUs: number;
  readonly untilUs: number;
}

/** Added up over moments. */
interface Look {
  expected: number;
  served: number;
  /** By key, when it was last found unserved. */
  readonly unserved: Map<string, Unserved & { readonly atUs: number }>;
}

function judgeSpan(span: Span, history: RunHistory): Finding {
  const { before, after } = lookAtEach(span, history.events);
  if (before.expected === 0) {
    const reason = 'nobody was on before the faults';
    return { outcome: 'unknown', reason: nobodyGotIn(history) ?? reason };
  }
  if (after.expected === 0) return { outcome: 'unknown', reason: 'nobody wanted to be served' };
  const [servedBefore, servedAfter] = [shareOf(before), shareOf(after)];
  const ends = endsByServer(span, history.events);
  const measured = {
    servedBeforePercent: rounded(servedBefore),
    servedAfterPercent: rounded(servedAfter),
    endedAgain: ends.length,
  };
  const isBack = servedAfter * 100 >= servedBefore * leastPercent;
  const violations = [
    ...(isBack ? [] : unservedViolations(after, span)),
    ...(ends.length * 100 > before.keys * (100 - leastPercent) ? ends : []),
  ];
  if (violations.length > 0 && loadWasHonest.check(history).outcome !== 'pass')
    return {
      outcome: 'unknown',
      reason: 'service did not recover, but the load cannot be believed',
    };
  return finding(violations, measured);
}

/** Before the faults, and from the bound on. */
function lookAtEach(
  { beginUs, fromUs, untilUs }: Span,
  events: readonly HistoryEvent[],
): { readonly before: Look & { keys: number }; readonly after: Look } {
  const connections = new ServedConnections();
  const before = { ...emptyLook(), keys: 0 };
  const after = emptyLook();
  let nextUs = fromUs;
  for (const event of events) {
    if (event.atUs >= beginUs && before.keys === 0) {
      connections.expectThese();
      before.keys = look(before, connections, beginUs);
    }
    for (; nextUs <= Math.min(event.atUs, untilUs); nextUs += lookEveryUs)
      look(after, connections, nextUs);
    if (event.atUs >= untilUs) break;
    connections.note(event);
  }
  return { before, after };
}

function emptyLook(): Look {
  return { expected: 0, served: 0, unserved: new Map() };
}

/** Returns how many are to be served. */
function look(sum: Look, connections: ServedConnections, atUs: number): number {
  const { expected, unserved } = connections.now();
  sum.expected += expected;
  sum.served += expected - unserved.length;
  for (const one of unserved) sum.unserved.set(one.key, { ...one, atUs });
  return expected;
}

function shareOf({ served, expected }: Look): number {
  return (served / expected) * 100;
}

function unservedViolations({ unserved }: Look, { fromUs, healUs }: Span): Violation[] {
  return [...unserved.values()].map(({ key, isOpen, atUs }) => {
    const what = isOpen ? 'waited in vain for answers' : 'was not connected';
    const message = `${key} ${what} ${durationUs(atUs - healUs)} after the last heal`;
    return { message, connection: key, atUs: fromUs };
  });
}

/** One a connection. */
function endsByServer({ fromUs, untilUs }: Span, events: readonly HistoryEvent[]): Violation[] {
  const ended = new Map<string, Violation>();
  for (const event of events) {
    if (event.atUs < fromUs || event.atUs >= untilUs) continue;
    if (event.kind !== 'tap.close-frame' && event.kind !== 'tap.end') continue;
    const { connection, atUs, by } = event;
    if (ended.has(connection)) continue;
    const message = `server ended ${keyOf(connection)} again, though the faults were over`;
    ended.set(connection, { message: by === 'server' ? message : '', connection, atUs });
  }
  return [...ended.values()].filter(({ message }) => message !== '');
}

function rounded(percent: number): number {
  return Math.round(percent * 10) / 10;
}
