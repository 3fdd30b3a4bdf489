import { expect } from 'chai';
import type { Finding } from '../contracts/checker.ts';
import { historyBuilder } from '../testing/history-builder.ts';
import { thresholdsMet } from './thresholds-met.ts';

const script = { script: './chat.ts' };

function judged(load: object, ...ok: readonly boolean[]): Finding {
  const story = historyBuilder();
  const threshold = { metric: 'rtt', expression: 'p(95)<200' };
  for (const one of ok) story.after(1000).event('load.threshold', { ...threshold, ok: one });
  const { plan, events } = story.build();
  return thresholdsMet.check({ plan: { ...plan, load: { ...plan.load, ...load } }, events });
}

describe('thresholds-met', () => {
  it('passes when the last evaluation of each threshold holds', () => {
    expect(judged(script, false, true)).to.deep.equal({
      outcome: 'pass',
      measured: { thresholds: 1 },
    });
  });

  it('fails a threshold that is not met, by its own words', () => {
    const finding = judged(script, true, false);
    expect(finding).to.have.nested.property('violations[0].message', 'rtt does not meet p(95)<200');
  });

  it('passes a script that sets none', () => {
    expect(judged(script)).to.deep.include({ outcome: 'pass' });
  });

  it('does not apply to the built-in user mix', () => {
    expect(judged({}, false)).to.have.nested.property('measured.applies');
  });
});
