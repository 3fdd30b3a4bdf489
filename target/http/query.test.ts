import { expect } from 'chai';
import fc from 'fast-check';
import { field, splitAddress } from './query.ts';

describe('the query of an address', () => {
  it('gives fields by their whole name, decoded', () => {
    const { path, query } = splitAddress('/chat?superuser=x&user=a%20b&users=y&empty=&user=late');
    expect(path).to.equal('/chat');
    expect(['user', 'empty', 'use', 'ser', 'none'].map((name) => field(query, name))).to.deep.equal(
      ['a b', '', undefined, undefined, undefined],
    );
    expect(field('user=%', 'user')).to.equal(undefined);
    expect(splitAddress('/chat')).to.deep.equal({ path: '/chat', query: '' });
  });

  it('agrees with the platform on anything that a client of ours may send', () => {
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 20 });
    const fields = fc.record({ user: text, tier: text, session: text });
    fc.assert(
      fc.property(fields, (sent) => {
        const query = Object.entries(sent)
          .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
          .join('&');
        const platform = new URLSearchParams(query);
        for (const name of Object.keys(sent)) {
          expect(field(query, name)).to.equal(platform.get(name));
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
