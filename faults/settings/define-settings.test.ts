import { expect } from 'chai';
import { ChaosError } from '../../harness/contracts/errors.ts';
import { defineSettings, describeField, written } from './define-settings.ts';

const schema = defineSettings('some-fault', {
  delay: { kind: 'duration', defaultMs: 250, minMs: 1, maxMs: 60_000, summary: 'how late' },
  every: { kind: 'count', default: 3, min: 1, max: 10, summary: 'how often' },
  mode: { kind: 'choice', options: ['hard', 'soft'], default: 'soft', summary: 'how' },
});

describe('defineSettings', () => {
  it('fills in defaults and puts the unit into the name', () => {
    expect(schema.parse({})).to.deep.equal({ delayMs: 250, every: 3, mode: 'soft' });
    expect(schema.parse({ delay: '2s', every: 1, mode: 'hard' })).to.deep.equal({
      delayMs: 2000,
      every: 1,
      mode: 'hard',
    });
  });

  const refused: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ delay: 250 }, /`delay` of some-fault cannot be 250/],
    [{ delay: '250' }, /"250"/],
    [{ delay: '0ms' }, /"0ms"/],
    [{ delay: '2m' }, /"2m"/],
    [{ every: '3' }, /"3"/],
    [{ every: 0 }, /0/],
    [{ every: 11 }, /11/],
    [{ every: 2.5 }, /2.5/],
    [{ mode: 'medium' }, /"medium"/],
    [{ mode: null }, /null/],
    [{ toString: 1 }, /no setting `toString`/],
  ];
  for (const [raw, message] of refused) {
    it(`refuses ${JSON.stringify(raw)}`, () => {
      expect(() => schema.parse(raw)).to.throw(ChaosError, message);
    });
  }

  it('says in the help what would be right', () => {
    try {
      schema.parse({ delay: 5 });
      expect.fail('parsed');
    } catch (error) {
      expect((error as ChaosError).help).to.equal(
        'Give a time with its unit from 1ms to 1m, as in `250ms` or `4s`.',
      );
    }
  });

  it('prints fields as a user would write them', () => {
    const { delay, every, mode } = schema.fields;
    expect([delay, every, mode].map(written)).to.deep.equal(['250ms', 3, 'soft']);
    expect(describeField(every)).to.equal('a whole number from 1 to 10');
    expect(describeField(mode)).to.equal('one of hard, soft');
  });
});
