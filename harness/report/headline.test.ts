import { expect } from 'chai';
import type { CheckResult, Verdict } from '../contracts/verdict.ts';
import { headline } from './headline.ts';
import { samplePlan } from './testing/sample-plan.ts';
import { sampleVerdict } from './testing/sample-run.ts';

const { serviceLevel } = samplePlan();

function unknown(name: string, reason: string): CheckResult {
  return { name, outcome: 'unknown', violations: [], reason };
}

function of(zombies: Partial<Verdict['matrix']['zombies']>, ...checks: CheckResult[]): string {
  const verdict = sampleVerdict('unknown');
  const { matrix } = verdict;
  const counted = { ...matrix, zombies: { ...matrix.zombies, ...zombies } };
  return headline({ ...verdict, ended: 'completed', matrix: counted, checks }, serviceLevel);
}

describe('the headline of a run that passed', () => {
  it('tells of descriptors that stayed open, where others are the judge', () => {
    const verdict = sampleVerdict('good');
    expect(headline(verdict, serviceLevel)).to.match(/20 healthy connections kept, none lost\.$/);
    const { reclaim } = verdict;
    const held = { ...reclaim, socketGone: { ...reclaim.socketGone, never: 7 } };
    expect(headline({ ...verdict, reclaim: held }, serviceLevel)).to.match(
      /none lost\. 7 descriptors of theirs stayed open all the same\.$/,
    );
    const strict = { ...serviceLevel, judge: 'socketGone' as const };
    expect(headline({ ...verdict, reclaim: held }, strict)).not.to.contain('descriptor');
  });
});

describe('the headline of a run that failed', () => {
  it('writes names as they are', () => {
    const verdict = sampleVerdict('bad');
    const message = 'enterprise-1.1 was not admitted within 6.79s';
    const checks = [{ name: 'x', outcome: 'fail' as const, violations: [{ message }] }];
    const none = { injected: 0, reclaimed: 0, late: 0, never: 0, unjudged: 0 };
    const matrix = { zombies: none, healthy: { kept: 0, killed: 0 } };
    expect(headline({ ...verdict, checks, matrix }, serviceLevel)).to.equal(`${message}.`);
  });

  it('begins with the death of the server, which explains what was lost with it', () => {
    const failed = (name: string, message: string): CheckResult => {
      return { name, outcome: 'fail', violations: [{ message }] };
    };
    const checks = [
      failed('live-connections-kept', 'one of many'),
      failed('parts-stayed-up', 'target ended by itself (exit code 1)'),
    ];
    const verdict = sampleVerdict('bad');
    const none = { injected: 0, reclaimed: 0, late: 0, never: 0, unjudged: 0 };
    const matrix = { zombies: none, healthy: { kept: 0, killed: 5 } };
    expect(headline({ ...verdict, checks, matrix }, serviceLevel)).to.equal(
      'Target ended by itself (exit code 1); 5 healthy connections lost to the server.',
    );
  });
});

describe('the headline of a run without a verdict', () => {
  const some = unknown('fault-was-observed', 'f1 partition was not proven on 3 of 8: a, b, c');

  it('does not say that nothing is proven where something is', () => {
    expect(of({ injected: 5, reclaimed: 5 }, some)).to.equal(
      'No verdict: f1 partition was not proven on 3 of 8: a, b, c; 5 of 5 proven zombies reclaimed in time.',
    );
  });

  it('says no more than the reason where nothing is', () => {
    expect(of({}, some)).to.equal('No verdict: f1 partition was not proven on 3 of 8: a, b, c.');
  });

  it('gives the reason behind the others', () => {
    const late = unknown('load-was-honest', 'the load engine was late');
    const reclaim = unknown('bystanders-undisturbed', 'nobody was served');
    expect(of({}, reclaim, some, late)).to.equal('No verdict: the load engine was late.');
    expect(of({}, reclaim, some)).to.contain('f1 partition');
  });
});
