/** What a server does for slow, dead or lost peers does not keep the others waiting: no head-of-line blocking. */

import type { Checker, Finding, RunHistory, Violation } from '../contracts/checker.ts';
import { formatDurationMs } from '../contracts/units.ts';
import { bystanderAnswers, type AnswerReport } from './bystander-answers.ts';
import { finding, notApplicable } from './findings.ts';
import { judgedUntilUs } from './judged-until.ts';
import { loadWasHonest } from './load-was-honest.ts';
import { nobodyGotIn } from './nobody-got-in.ts';
import { quantile } from './reclaim-times.ts';

/** Fewer say nothing about one in a hundred. */
const leastDuring = 30;
const leastBefore = 10;
/** On a machine that makes everybody wait, waiting is no sign of a fault: so much longer than before the faults. */
const timesBaseline = 3;
/** What stands still once and for no longer than this may be the machine as well; each report is of half a second. */
const onceUs = 1_200_000;

export const bystandersUndisturbed: Checker = {
  name: 'bystanders-undisturbed',
  summary: 'while faults are on, connections that none of them hits are answered in time',
  check: (history) => {
    const withinMs = history.plan.serviceLevel.bystandersWithinMs;
    if (withinMs === undefined) return notApplicable('the service level names no bystandersWithin');
    if (history.plan.faults.length === 0) return notApplicable('the plan has no fault');
    const untilUs = judgedUntilUs(history);
    const { before, during } = bystanderAnswers(history);
    return judgeLateness(
      { withinMs, before, during: during.filter(({ atUs }) => atUs < untilUs) },
      history,
    );
  },
};

interface Lateness {
  readonly withinMs: number;
  readonly before: readonly AnswerReport[];
  readonly during: readonly AnswerReport[];
}

function judgeLateness({ withinMs, before, during }: Lateness, history: RunHistory): Finding {
  const reason = tooFew({ before, during });
  if (reason !== undefined) return { outcome: 'unknown', reason: nobodyGotIn(history) ?? reason };
  const [baselineMs, duringMs] = [p99(before), p99(during)];
  const measured = {
    reports: during.length,
    p99Ms: Math.round(duringMs),
    baselineP99Ms: Math.round(baselineMs),
    connections: new Set(during.map(({ connection }) => connection)).size,
  };
  const late = during.filter(({ lateMs }) => lateMs > withinMs);
  // in a short run one report would be more than one in a hundred
  if (late.length <= Math.max(1, during.length / 100)) return finding([], measured);
  if (duringMs <= baselineMs * timesBaseline) {
    return {
      outcome: 'unknown',
      reason: `bystanders waited for ${shown(duringMs)}, and for ${shown(baselineMs)} before any fault`,
    };
  }
  const doubt = doubtOf(late, history);
  if (doubt !== undefined) {
    return { outcome: 'unknown', reason: `bystanders waited for ${shown(duringMs)}, but ${doubt}` };
  }
  return finding(violationsOf(late, withinMs), measured);
}

function doubtOf(late: readonly AnswerReport[], history: RunHistory): string | undefined {
  if (loadWasHonest.check(history).outcome !== 'pass') return 'the load cannot be believed';
  const times = late.map(({ atUs }) => atUs);
  return Math.max(...times) - Math.min(...times) < onceUs
    ? 'once, as they do where the machine stands still'
    : undefined;
}

function tooFew({ before, during }: Omit<Lateness, 'withinMs'>): string | undefined {
  if (during.length < leastDuring)
    return `bystanders told only ${during.length} times how late answers were while faults were proven, of at least ${leastDuring}`;
  return before.length < leastBefore
    ? `bystanders told only ${before.length} times how late answers were before any fault, of at least ${leastBefore}`
    : undefined;
}

/** One a connection: its worst. */
function violationsOf(late: readonly AnswerReport[], withinMs: number): Violation[] {
  return [...Map.groupBy(late, ({ connection }) => connection)].map(([connection, reports]) => {
    const worst = reports.reduce((one, other) => (other.lateMs > one.lateMs ? other : one));
    const message =
      `bystander ${connection} waited ${shown(worst.lateMs)} for an answer while faults were on, ` +
      `not within ${formatDurationMs(withinMs)}`;
    return { message, connection, atUs: worst.atUs };
  });
}

function p99(reports: readonly AnswerReport[]): number {
  const sorted = reports.map(({ lateMs }) => lateMs).toSorted((a, b) => a - b);
  return quantile(sorted, 99) ?? 0;
}

function shown(ms: number): string {
  return formatDurationMs(Math.round(ms));
}
