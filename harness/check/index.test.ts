import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { checkers } from './index.ts';

describe('checkers', () => {
  it('are listed in order under their own names, each in a file of that name with a test', () => {
    const names = [...checkers.keys()];
    expect(names).to.deep.equal(names.toSorted());
    const files = readdirSync(import.meta.dirname);
    for (const [name, checker] of checkers) {
      expect(checker.name).to.equal(name);
      expect(checker.summary).to.match(/^\S.{20,110}$/);
      expect(files).to.include.members([`${name}.ts`, `${name}.test.ts`]);
    }
  });
});
