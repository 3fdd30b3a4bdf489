import { expect } from 'chai';
import type { Finding } from '../contracts/checker.ts';
import type { FieldsOf } from '../testing/history-builder.ts';
import { historyBuilder, testServiceLevel } from '../testing/history-builder.ts';
import { refusalsSayWhen } from './refusals-say-when.ts';

type Refusal = Omit<FieldsOf<'client.refused'>, 'connection' | 'reason'>;

/** One after another, 100 ms apart, each by the next incarnation of one connection; judged until 7 s. */
function run(refusals: readonly Refusal[], fromMs = 1000, retryWithinMs?: number): Finding {
  const story = historyBuilder().opens('power-1.1.0');
  for (const [index, refusal] of refusals.entries()) {
    const connection = `signup-1.1.${index}`;
    story
      .at(fromMs + index * 100)
      .event('client.refused', { connection, reason: 'full', ...refusal });
  }
  const serviceLevel = { ...testServiceLevel, ...(retryWithinMs && { retryWithinMs }) };
  return refusalsSayWhen.check(story.at(7000).phase('end', 'recovery').build({ serviceLevel }));
}
const messages = (finding: Finding): string[] =>
  finding.outcome === 'fail' ? finding.violations.map(({ message }) => message) : [];

describe('refusals-say-when', () => {
  it('passes refusals with a hint that is short enough', () => {
    const hinted = [
      { status: 503, retryAfterMs: 1000 },
      { status: 429, retryAfterMs: 2000 },
      { status: 503, retryAfterMs: 0 },
    ];
    expect(run(hinted, 1000, 2000)).to.deep.equal({
      outcome: 'pass',
      measured: { refusals: 3, longestMs: 2000, unheld: 0 },
    });
  });

  it('fails one without a hint, once for whoever tries', () => {
    expect(run([{ status: 503 }, { status: 503 }], 1000, 2000)).to.deep.equal({
      outcome: 'fail',
      violations: [
        {
          message:
            'signup-1.1 was turned away (503) and not told when to come back, the service level is 2s',
          connection: 'signup-1.1',
          atUs: 1_000_000,
        },
      ],
      measured: { refusals: 2, longestMs: 0, unheld: 1 },
    });
  });

  it('fails a hint that is too long', () => {
    expect(messages(run([{ status: 429, retryAfterMs: 60_000 }], 1000, 2000))).to.deep.equal([
      'signup-1.1 was turned away (429) and told to come back in 1m, the service level is 2s',
    ]);
  });

  it('judges nothing where only the tap has seen them', () => {
    const connection = 'signup-1.1.0';
    const story = historyBuilder()
      .event('tap.refused', { connection, status: 503 })
      .event('client.refused', { connection, status: 0, reason: '' });
    const serviceLevel = { ...testServiceLevel, retryWithinMs: 2000 };
    expect(refusalsSayWhen.check(story.build({ serviceLevel }))).to.deep.equal({
      outcome: 'unknown',
      reason: '1 were turned away, and this load engine does not tell with which words',
    });
  });

  it('judges neither other refusals nor those after the run, and nothing unasked', () => {
    const others = [{ status: 401 }, { status: 502 }, { status: 0 }];
    expect(run(others, 1000, 2000).outcome).to.equal('pass');
    expect(run([{ status: 503 }], 7100, 2000).outcome).to.equal('pass');
    expect(run([{ status: 503 }])).to.deep.equal({
      outcome: 'pass',
      measured: { applies: 'no: the service level names no retryWithin' },
    });
  });
});
