/** Every proven zombie is given up by the server within the service level. */

import type { Checker, Finding, RunHistory, Violation } from '../contracts/checker.ts';
import type { ServiceLevel } from '../contracts/scenario.ts';
import { formatDurationMs } from '../contracts/units.ts';
import { durationUs, finding } from './findings.ts';
import { witnessesOf } from './witnesses.ts';
import { fateOf, reclaimMs, zombieLedger, type Zombie } from './zombie-ledger.ts';

export const zombiesReclaimed: Checker = {
  name: 'zombies-reclaimed',
  summary: 'every proven zombie is reclaimed within the service level; late and never are failures',
  check: (history) => {
    const { plan } = history;
    const zombies = zombieLedger(history);
    if (zombies.length === 0) return withoutZombies(history);
    const witnesses = witnessesOf(history);
    const unseen = zombies.find(({ judge }) => !witnesses.has(judge));
    if (unseen !== undefined) {
      const reason = `nothing in this run could see ${unseen.judge} of this server`;
      return { outcome: 'unknown', reason };
    }
    const violations = zombies.flatMap((zombie) => violationOf(zombie, history));
    const reason = whyUnjudged(zombies, plan.serviceLevel);
    if (violations.length === 0 && reason !== '') return { outcome: 'unknown', reason };
    return finding(violations, measure(history, zombies));
  },
};

function withoutZombies({ plan }: RunHistory): Finding {
  const planned = plan.faults.filter((fault) => fault.makesZombies !== false).length;
  if (planned === 0) return { outcome: 'pass', measured: { injected: 0 } };
  return { outcome: 'unknown', reason: 'zombies were planned, but none was proven' };
}

/** Empty where all are judged. */
function whyUnjudged(zombies: readonly Zombie[], serviceLevel: ServiceLevel): string {
  const unjudged = zombies.filter((zombie) => fateOf(zombie, serviceLevel) === 'unjudged');
  const within = formatDurationMs(serviceLevel.reclaimWithinMs);
  const unseen = unjudged.filter((zombie) => isGiven(zombie, serviceLevel));
  const reasons: string[] = [];
  const hurried = unjudged.length - unseen.length;
  if (hurried > 0)
    reasons.push(
      `${hurried} of ${zombies.length} zombies were not given the ${within} to be reclaimed in`,
    );
  const [first] = unseen;
  if (first !== undefined)
    reasons.push(
      `${unseen.length} of ${zombies.length} zombies went while nobody looked: ${gapOf(first)}, so that reclaim within ${within} (${first.judge}) cannot be told`,
    );
  return reasons.join('; ');
}

function gapOf(zombie: Zombie): string {
  const went = zombie.wentUs[zombie.judge];
  if (went === undefined) return zombie.connection;
  const [seen, gone] = [since(zombie, went.seenUs), since(zombie, went.goneUs)];
  return `${zombie.connection} was last seen held ${seen} its proof and first missed ${gone} it`;
}

/** Whether the run left it the time that the service level grants. */
function isGiven(zombie: Zombie, { reclaimWithinMs }: ServiceLevel): boolean {
  const { provenUs, untilUs, judge } = zombie;
  return reclaimMs(zombie, judge) !== undefined || untilUs - provenUs >= reclaimWithinMs * 1000;
}

function since({ provenUs }: Zombie, atUs: number): string {
  return `${durationUs(Math.abs(atUs - provenUs))} ${atUs < provenUs ? 'before' : 'after'}`;
}

function violationOf(zombie: Zombie, { plan }: RunHistory): Violation[] {
  const { reclaimWithinMs } = plan.serviceLevel;
  const fate = fateOf(zombie, plan.serviceLevel);
  if (fate !== 'late' && fate !== 'never') return [];
  const { connection, fault, judge, provenUs, untilUs } = zombie;
  const within = `${formatDurationMs(reclaimWithinMs)} (${judge})`;
  const message =
    fate === 'late'
      ? `zombie ${connection} was reclaimed ${formatDurationMs(reclaimMs(zombie, judge) ?? 0)} after its proof, not within ${within}`
      : `zombie ${connection} was never reclaimed: still held ${durationUs(untilUs - provenUs)} after its proof, not within ${within}`;
  return [{ message, connection, fault, atUs: provenUs + reclaimWithinMs * 1000 }];
}

/** Efficiency is what the incident's report measured: zombies got back of zombies there were. */
function measure(history: RunHistory, zombies: readonly Zombie[]): Record<string, number | string> {
  const { serviceLevel } = history.plan;
  const count = { reclaimed: 0, late: 0, never: 0, unjudged: 0 };
  for (const zombie of zombies) count[fateOf(zombie, serviceLevel)] += 1;
  const times = zombies.flatMap((zombie) => reclaimMs(zombie, zombie.judge) ?? []);
  const cleanups = { runs: 0, removed: 0 };
  for (const event of history.events) {
    if (event.kind !== 'target.cleanup') continue;
    cleanups.runs += 1;
    cleanups.removed += event.removed;
  }
  return {
    judge: serviceLevel.judge,
    injected: zombies.length,
    ...count,
    efficiencyPercent: Math.round((times.length / zombies.length) * 100),
    ...(times.length === 0 ? {} : { slowestMs: Math.round(Math.max(...times)) }),
    cleanups: cleanups.runs,
    removedByCleanup: cleanups.removed,
  };
}
