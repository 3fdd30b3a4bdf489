/** From a history to a verdict: every check asked, the worst answer taken, the zombie matrix filled in. */

import type { Checker, Finding, Outcome, RunHistory, Violation } from '../contracts/checker.ts';
import type { EventOf } from '../contracts/history.ts';
import type { CheckResult, Verdict } from '../contracts/verdict.ts';
import { inCausalOrder } from './causal-order.ts';
import { countKept } from './live-connections-kept.ts';
import { reclaimTimes } from './reclaim-times.ts';
import { fateOf, zombieLedger, type Fate, type Zombie } from './zombie-ledger.ts';
import { messageOf } from '../contracts/errors.ts';

/** A verdict is read by people: so many violations of one check are listed, the rest is counted. */
const violationsListed = 200;

export interface JudgeOptions {
  readonly checkers: ReadonlyMap<string, Checker>;
  readonly ended: Verdict['ended'];
  readonly environment: Verdict['environment'];
  /** Absent when a stored run is judged again. */
  readonly clean?: boolean;
}

/**
 * Judges by the checks the plan names, all of them where it names none. A checker that throws, or is not
 * there, is unknown; so is a run that did not complete, unless something has failed already. Pure.
 */
export function judge(unordered: RunHistory, options: JudgeOptions): Verdict {
  const history = { plan: unordered.plan, events: inCausalOrder(unordered.events) };
  const { plan } = history;
  const names = plan.checks.length === 0 ? [...options.checkers.keys()] : plan.checks;
  const checks = names.map((name) => ask(name, options.checkers.get(name), history));
  const outcomes = checks.map((check) => check.outcome);
  if (options.ended !== 'completed') outcomes.push('unknown');
  const zombies = zombieLedger(history);
  return {
    outcome: worst(outcomes),
    scenario: plan.scenario,
    seed: plan.seed,
    planHash: plan.hash,
    matrix: matrixOf(history, zombies),
    reclaim: reclaimTimes(history, zombies),
    checks,
    ...(options.clean === undefined ? {} : { clean: options.clean }),
    ended: options.ended,
    ...becauseOf(unordered),
    environment: options.environment,
  };
}

function becauseOf({ events }: RunHistory): Pick<Verdict, 'endedBecause'> {
  const end = events.findLast((event): event is EventOf<'run.end'> => event.kind === 'run.end');
  return end?.detail === undefined ? {} : { endedBecause: end.detail };
}

/** fail > unknown > pass; nothing asked is nothing known. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('fail')) return 'fail';
  return outcomes.length === 0 || outcomes.includes('unknown') ? 'unknown' : 'pass';
}

function ask(name: string, checker: Checker | undefined, history: RunHistory): CheckResult {
  if (checker === undefined) return asUnknown(name, `there is no check ${name}`);
  try {
    return toResult(name, checker.check(history));
  } catch (error) {
    const why = messageOf(error);
    return asUnknown(name, `the check itself crashed: ${why}`);
  }
}

function asUnknown(name: string, reason: string): CheckResult {
  return { name, outcome: 'unknown', violations: [], reason };
}

function toResult(name: string, finding: Finding): CheckResult {
  if (finding.outcome === 'unknown') return asUnknown(name, finding.reason);
  const { outcome, measured } = finding;
  const violations = finding.outcome === 'fail' ? listed(finding.violations) : [];
  return { name, outcome, violations, ...(measured === undefined ? {} : { measured }) };
}

function listed(violations: readonly Violation[]): readonly Violation[] {
  const more = violations.length - violationsListed;
  if (more <= 0) return violations;
  return [...violations.slice(0, violationsListed), { message: `and ${more} more like these` }];
}

function matrixOf(history: RunHistory, zombies: readonly Zombie[]): Verdict['matrix'] {
  const fates = zombies.map((zombie) => fateOf(zombie, history.plan.serviceLevel));
  const count = (wanted: Fate): number => fates.filter((fate) => fate === wanted).length;
  const { opened, killed } = countKept(history);
  return {
    zombies: {
      injected: zombies.length,
      reclaimed: count('reclaimed'),
      late: count('late'),
      never: count('never'),
      unjudged: count('unjudged'),
    },
    healthy: { kept: opened - killed.length, killed: killed.length },
  };
}
