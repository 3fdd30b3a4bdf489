import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { checkers } from './index.ts';

const text = readFileSync(new URL('../../docs/properties.md', import.meta.url), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => /^\| P\d+ /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const namesIn = (words: string): string[] =>
  [...words.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].flatMap(([, name]) => name ?? []);

describe('the table of properties', () => {
  it('has P1 to P17, each with a check or the reason why there is none', () => {
    const numbers = rows.map(([, number]) => number);
    expect(numbers).to.deep.equal(Array.from({ length: 17 }, (_, index) => `P${index + 1}`));
    for (const [, number, , checks = ''] of rows)
      expect(namesIn(checks).length > 0 || checks.startsWith('none: '), number).to.equal(true);
  });

  it('names checks that there are, and all of them', () => {
    const named = new Set(namesIn(text));
    expect([...named].toSorted()).to.deep.equal([...checkers.keys()]);
  });
});
