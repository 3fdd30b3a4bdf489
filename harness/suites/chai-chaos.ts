/**
 * Chai that speaks of chaos runs: `expect(run).to.reclaimZombies.within('2s')`,
 * `expect(run).to.fail.exactly('zombies-reclaimed')`. Install with `chai.use(chaiChaos)`.
 */

import { AssertionError } from 'chai';
import type { Outcome } from '../contracts/checker.ts';
import { formatDurationMs, parseDurationMs } from '../contracts/units.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { evidence, findings, isChaosRun, type ChaosRun } from './chaos-run.ts';

/** What `expect(run).to.reclaimZombies` offers. */
export interface ReclaimAssertion {
  /** Every zombie was reclaimed, by the judged sign, within this time of its proof. */
  within(duration: string): void;
}

/** What `expect(run).to.fail` offers. */
export interface FailAssertion {
  /** The run failed (exit code 1), by these checks and no other. */
  exactly(...checks: readonly string[]): void;
  /** The run failed (exit code 1), by these checks and perhaps others. */
  by(...checks: readonly string[]): void;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the types of chai can be widened only here
  namespace Chai {
    interface Assertion {
      /** At least one zombie was proven, and none was kept. Negated, only `within` asserts. */
      readonly reclaimZombies: ReclaimAssertion;
      readonly fail: FailAssertion;
      /** Healthy connections there were, and the server closed none of them. */
      keepLiveConnections(): void;
      /** Every event was received, replayed or reported lost. */
      deliverEvents(): void;
      /** Every priority user got in on time. */
      admitPriorityUsers(): void;
      /** The server's counter agreed with its connections. */
      agreeOnCounts(): void;
      /** Every fault was proven by a second witness. */
      proveFaults(): void;
      /** The load engine was not the bottleneck. */
      carryHonestLoad(): void;
      /** Every check passed, and the exit code is 0. */
      pass(): void;
      /** Nothing was proven either way, and the exit code is 2. */
      proveNothing(): void;
      /** No process, port or toxic was left. */
      leaveNothingBehind(): void;
    }
  }
}

interface Claim {
  readonly holds: boolean;
  /** `to reclaim its zombies within 2s`, after `expected <scenario>`. */
  readonly wish: string;
  /** What was seen instead. */
  readonly seen: string;
  readonly checks?: readonly string[];
}

/** One sentence, then the findings, then where to look. */
function claim(assertion: Chai.AssertionStatic, run: ChaosRun, told: Claim): void {
  const who = `${run.verdict.scenario} (seed ${run.verdict.seed})`;
  const tail = `${findings(run, told.checks)}${evidence(run)}`;
  assertion.assert(
    told.holds,
    `expected ${who} ${told.wish}, but ${told.seen}${tail}`,
    `expected ${who} not ${told.wish}, but it did${tail}`,
    true,
    false,
    false,
  );
}

export const chaiChaos: Chai.ChaiPlugin = (chai, chaiUtils) => {
  const { Assertion } = chai;
  const runOf = (assertion: object): ChaosRun => {
    const value: unknown = chaiUtils.flag(assertion, 'object');
    if (isChaosRun(value)) return value;
    throw new AssertionError('expected a chaos run: { directory, verdict, exitCode }');
  };
  const isNegated = (assertion: object): boolean => chaiUtils.flag(assertion, 'negate') === true;

  Assertion.addProperty('reclaimZombies', function (this: Chai.AssertionStatic) {
    const run = runOf(this);
    if (!isNegated(this)) claim(this, run, reclaimed(run, Infinity));
    const reclaim: ReclaimAssertion = {
      within: (duration) => {
        claim(this, run, reclaimed(run, milliseconds(duration)));
      },
    };
    return reclaim;
  });
  Assertion.addProperty('fail', function (this: Chai.AssertionStatic) {
    const run = runOf(this);
    const fail: FailAssertion = {
      exactly: (...checks) => {
        claim(this, run, failed(run, checks, 'exactly'));
      },
      by: (...checks) => {
        claim(this, run, failed(run, checks, 'at least'));
      },
    };
    return fail;
  });
  for (const [name, tell] of Object.entries(sentences)) {
    Assertion.addMethod(name, function (this: Chai.AssertionStatic) {
      const run = runOf(this);
      claim(this, run, tell(run));
    });
  }
};

const sentences: Readonly<Record<string, (run: ChaosRun) => Claim>> = {
  keepLiveConnections: (run) => {
    const { kept, killed } = run.verdict.matrix.healthy;
    return {
      holds: killed === 0 && kept > 0,
      wish: 'to keep live connections',
      seen: kept + killed === 0 ? 'there were none' : `it killed ${killed} of ${kept + killed}`,
      checks: ['live-connections-kept'],
    };
  },
  deliverEvents: (run) => checked(run, 'events-delivered', 'to deliver every event'),
  admitPriorityUsers: (run) => checked(run, 'priority-admitted', 'to admit its priority users'),
  agreeOnCounts: (run) => checked(run, 'counts-agree', 'to agree on its counts'),
  proveFaults: (run) => checked(run, 'fault-was-observed', 'to prove its faults'),
  carryHonestLoad: (run) => checked(run, 'load-was-honest', 'to carry an honest load'),
  pass: (run) => ended(run, 'pass', 0),
  proveNothing: (run) => ended(run, 'unknown', 2),
  leaveNothingBehind: ({ verdict: { clean } }) => ({
    holds: clean === true,
    wish: 'to leave nothing behind',
    seen: clean === undefined ? 'nobody looked' : 'something could not be undone',
    checks: [],
  }),
};

function checked({ verdict }: ChaosRun, name: string, wish: string): Claim {
  const outcome = verdict.checks.find((check) => check.name === name)?.outcome;
  const seen = outcome === undefined ? `${name} was not asked` : `${name} says ${outcome}`;
  return { holds: outcome === 'pass', wish, seen, checks: [name] };
}

function ended({ verdict, exitCode }: ChaosRun, outcome: Outcome, code: number): Claim {
  return {
    holds: verdict.outcome === outcome && exitCode === code,
    wish: `to end as ${outcome} with exit code ${code}`,
    seen: `it ended as ${verdict.outcome} with exit code ${exitCode}`,
  };
}

function failed(run: ChaosRun, wanted: readonly string[], how: 'exactly' | 'at least'): Claim {
  const { checks, outcome } = run.verdict;
  const found = checks.filter((check) => check.outcome === 'fail').map(({ name }) => name);
  const missing = wanted.filter((name) => !found.includes(name));
  const surplus = how === 'exactly' ? found.filter((name) => !wanted.includes(name)) : [];
  const holds =
    outcome === 'fail' && run.exitCode === 1 && missing.length === 0 && surplus.length === 0;
  const differences = [
    missing.length > 0 && `${missing.join(', ')} did not`,
    surplus.length > 0 && `${surplus.join(', ')} failed too`,
  ].filter((difference) => difference !== false);
  const end = `it ended as ${outcome} with exit code ${run.exitCode}`;
  return {
    holds,
    wish: `to fail by ${how} ${wanted.join(', ')}`,
    seen: [...differences, end].join('; '),
  };
}

function reclaimed(run: ChaosRun, withinMs: number): Claim {
  const sign = run.plan?.serviceLevel.judge ?? 'slotFree';
  const { injected } = run.verdict.matrix.zombies;
  const { never, max, count } = run.verdict.reclaim[sign];
  const bound = withinMs === Infinity ? '' : ` within ${formatDurationMs(withinMs)}`;
  return {
    // No zombie, no proof: a run in which nothing died shows nothing.
    holds: injected > 0 && count >= injected && never === 0 && (max ?? Infinity) <= withinMs,
    wish: `to reclaim its zombies${bound}`,
    seen: `${reclaimFigures(run, sign)} (by ${sign})`,
    checks: ['zombies-reclaimed', 'fault-was-observed'],
  };
}

function reclaimFigures({ verdict }: ChaosRun, sign: keyof Verdict['reclaim']): string {
  const { injected } = verdict.matrix.zombies;
  if (injected === 0) return 'no zombie was ever proven';
  const { never, max } = verdict.reclaim[sign];
  const slowest = max === null ? [] : [`the slowest took ${formatDurationMs(max)}`];
  const kept = never > 0 ? [`${never} of ${injected} were never reclaimed`] : [];
  return [...kept, ...slowest].join(', ');
}

function milliseconds(duration: string): number {
  const ms = parseDurationMs(duration);
  if (ms !== undefined) return ms;
  throw new AssertionError(`${duration} is not a duration; write it like 250ms, 2s or 1.5m`);
}
