import { expect } from 'chai';
import type { Checker, Finding, RunHistory } from '../contracts/checker.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { historyBuilder, testFault } from '../testing/history-builder.ts';
import { judge, worst, type JudgeOptions } from './judge.ts';

const pass: Finding = { outcome: 'pass', measured: { seen: 1 } };
const fail: Finding = { outcome: 'fail', violations: [{ message: 'broken' }] };
const unknown: Finding = { outcome: 'unknown', reason: 'dark' };

const checkersFor = (findings: Record<string, Finding | Error>): ReadonlyMap<string, Checker> =>
  new Map(
    Object.entries(findings).map(([name, finding]) => {
      const check = (): Finding => {
        if (finding instanceof Error) throw finding;
        return finding;
      };
      return [name, { name, summary: name, check }];
    }),
  );
const options: Omit<JudgeOptions, 'checkers'> = {
  ended: 'completed',
  environment: { node: 'v24' },
};
const empty = historyBuilder().build();
const verdict = (
  findings: Record<string, Finding | Error>,
  more: Partial<JudgeOptions> = {},
  history: RunHistory = empty,
): Verdict => judge(history, { ...options, checkers: checkersFor(findings), ...more });

describe('judge', () => {
  it('takes the worst answer: fail, then unknown, then pass', () => {
    expect(verdict({ a: pass, b: unknown, c: fail }).outcome).to.equal('fail');
    expect(verdict({ a: pass, b: unknown }).outcome).to.equal('unknown');
    expect(verdict({ a: pass }).outcome).to.equal('pass');
    expect(worst([])).to.equal('unknown');
  });

  it('takes a check that crashes for unknown, never for a pass', () => {
    const { outcome, checks } = verdict({ a: pass, b: new Error('boom') });
    expect(outcome).to.equal('unknown');
    expect(checks[1]).to.deep.equal({
      name: 'b',
      outcome: 'unknown',
      violations: [],
      reason: 'the check itself crashed: boom',
    });
  });

  it('asks only the checks the plan names, and says of one that is missing', () => {
    const history = historyBuilder().build({ checks: ['b', 'c'] });
    const { checks } = verdict({ a: fail, b: pass }, {}, history);
    expect(checks.map(({ name, outcome }) => `${name} ${outcome}`)).to.deep.equal([
      'b pass',
      'c unknown',
    ]);
  });

  it('hands on what stopped the run', () => {
    const builder = historyBuilder();
    const { plan, events } = builder.build();
    const end = {
      atUs: 9,
      kind: 'run.end' as const,
      reason: 'error' as const,
      detail: 'no server',
    };
    const stopped = verdict({ a: pass }, { ended: 'error' }, { plan, events: [...events, end] });
    expect(stopped.endedBecause).to.equal('no server');
    expect(verdict({ a: pass })).not.to.have.property('endedBecause');
  });

  it('never passes a run that did not complete, and still fails it', () => {
    for (const ended of ['interrupted', 'guard', 'error'] as const) {
      expect(verdict({ a: pass }, { ended }).outcome).to.equal('unknown');
      expect(verdict({ a: fail }, { ended }).outcome).to.equal('fail');
    }
  });

  it('names the run and keeps what it is told about it', () => {
    const result = verdict({ a: pass }, { clean: true });
    expect(result).to.deep.include({
      scenario: 'test',
      seed: 1,
      planHash: 'none',
      clean: true,
      ended: 'completed',
      environment: { node: 'v24' },
    });
    expect(verdict({ a: pass })).not.to.have.property('clean');
  });

  it('lists 200 violations and counts the rest', () => {
    const violations = Array.from({ length: 250 }, (_, index) => ({ message: `v${index}` }));
    const many = { outcome: 'fail', violations } as unknown as Finding;
    const [check] = verdict({ a: many }).checks;
    expect(check?.violations).to.have.lengthOf(201);
    expect(check?.violations.at(-1)?.message).to.equal('and 50 more like these');
    const exactly = { outcome: 'fail', violations: violations.slice(0, 200) } as unknown as Finding;
    const [whole] = verdict({ a: exactly }).checks;
    expect(whole?.violations).to.have.lengthOf(200);
    expect(whole).not.to.have.property('measured');
  });
});

describe('zombie matrix and reclaim times', () => {
  const zombies = ['power-1.1.0', 'power-2.1.0', 'power-3.1.0'] as const;
  const history = historyBuilder()
    .opens(...zombies, 'signup-1.1.0', 'signup-2.1.0')
    .at(1000)
    .begins('f1', ...zombies)
    .proves('f1', ...zombies)
    .at(1500)
    .serverCloses(zombies[1])
    .at(3500)
    .serverCloses(zombies[0])
    .serverCloses('signup-1.1.0')
    .at(5000)
    .heals('f1')
    .build({ faults: [testFault('f1', ['power-1.1', 'power-2.1', 'power-3.1'])] });

  it('tell how each zombie and each healthy connection ended', () => {
    const { matrix } = verdict({ a: pass }, {}, history);
    expect(matrix).to.deep.equal({
      zombies: { injected: 3, reclaimed: 1, late: 1, never: 1, unjudged: 0 },
      healthy: { kept: 1, killed: 1 },
    });
  });

  it('do not hold against the server what it was given no time for', () => {
    const cutShort = historyBuilder()
      .opens(...zombies)
      .at(1000)
      .begins('f1', ...zombies)
      .proves('f1', ...zombies)
      .at(1500)
      .serverCloses(zombies[1])
      .at(1600)
      .heals('f1')
      .build({ faults: [testFault('f1', ['power-1.1', 'power-2.1', 'power-3.1'])] });
    const { matrix, reclaim } = verdict({ a: pass }, {}, cutShort);
    const counts = { injected: 3, reclaimed: 1, late: 0, never: 0, unjudged: 2 };
    expect(matrix.zombies).to.deep.equal(counts);
    expect(reclaim.closeSeen).to.include({ count: 1, never: 0 });
  });

  it('keep the three signs apart, with null where nobody could look', () => {
    const { reclaim } = verdict({ a: pass }, {}, history);
    const seen = { count: 2, p50: 500, p95: 2500, p99: 2500, max: 2500, never: 1 };
    expect(reclaim.closeSeen).to.deep.equal(seen);
    expect(reclaim.slotFree).to.deep.equal(seen);
    expect(reclaim.socketGone).to.deep.equal({
      count: 0,
      p50: null,
      p95: null,
      p99: null,
      max: null,
      never: 0,
    });
  });
});
