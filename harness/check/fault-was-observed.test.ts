import { expect } from 'chai';
import type { RunHistory } from '../contracts/checker.ts';
import { historyBuilder, testFault } from '../testing/history-builder.ts';
import { faultWasObserved } from './fault-was-observed.ts';

const plan = { faults: [testFault('f1', ['power-1.1', 'power-2.1'])] };
const both = ['power-1.1.0', 'power-2.1.3'] as const;
const reason = (history: RunHistory): string => {
  const finding = faultWasObserved.check(history);
  return finding.outcome === 'unknown' ? finding.reason : finding.outcome;
};

describe('fault-was-observed', () => {
  it('passes when every victim was hit and proven', () => {
    const history = historyBuilder()
      .begins('f1', ...both)
      .proves('f1', ...both)
      .build(plan);
    expect(faultWasObserved.check(history)).to.deep.equal({
      outcome: 'pass',
      measured: { faults: 1, victims: 2 },
    });
  });

  it('is unknown when a fault never began', () => {
    expect(reason(historyBuilder().build(plan))).to.equal('f1 stalled-emitter never began');
  });

  it('is unknown when a victim was not connected', () => {
    const history = historyBuilder().begins('f1', both[0]).proves('f1', both[0]).build(plan);
    expect(reason(history)).to.equal('f1 stalled-emitter found no connection of power-2.1');
  });

  it('names the first of many who were not connected, and counts the others', () => {
    const keys = Array.from({ length: 130 }, (_, index) => `power-${String(index + 1)}.1`);
    const history = historyBuilder()
      .begins('f1')
      .build({ faults: [testFault('f1', keys)] });
    expect(reason(history)).to.match(
      /of power-1\.1, [^,]+, [^,]+, [^,]+, power-5\.1 and 125 more$/,
    );
  });

  it('is unknown when nobody had asked for what its victims ask for', () => {
    const match = { path: '/chat', header: 'x-tenant: a', cohorts: [], count: 1, seed: 1 };
    const byPath = { faults: [{ ...testFault('f1', []), match }] };
    expect(reason(historyBuilder().begins('f1').build(byPath))).to.equal(
      'f1 stalled-emitter found no connection that had asked for /chat and x-tenant: a',
    );
    const history = historyBuilder().begins('f1', both[0]).proves('f1', both[0]).build(byPath);
    expect(reason(history)).to.equal('pass');
    expect(faultWasObserved.check(history)).to.have.nested.property('measured.victims', 1);
  });

  it('is unknown when a victim was not proven, and says why', () => {
    const history = historyBuilder()
      .begins('f1', ...both)
      .proves('f1', both[0])
      .event('fault.unproven', { fault: 'f1', victims: [both[1]], reason: 'probe was answered' })
      .build(plan);
    expect(reason(history)).to.equal(
      'f1 stalled-emitter was not proven on 1 of 2: power-2.1.3 (probe was answered)',
    );
  });

  it('passes a plan without faults', () => {
    expect(reason(historyBuilder().build())).to.equal('pass');
  });
});
