import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { faults } from './index.ts';

const here = new URL('.', import.meta.url);

describe('the catalogue of faults', () => {
  it('is sorted by name', () => {
    const names = [...faults.keys()];
    expect(names).to.deep.equal(names.toSorted());
  });

  for (const [name, fault] of faults) {
    it(`has ${name} under its own name, in a file of that name, with a test`, () => {
      expect(fault.name).to.equal(name);
      expect(existsSync(new URL(`${name}.ts`, here))).to.equal(true);
      expect(existsSync(new URL(`${name}.test.ts`, here))).to.equal(true);
    });
    it(`tells people what ${name} is, in one line`, () => {
      expect(fault.summary).to.match(/^[^\n.]{20,100}$/);
      expect(fault.legend.label).not.to.equal('');
      expect(fault.legend.colour).to.match(/^#[0-9a-f]{6}$/);
    });
    it(`runs ${name} on its defaults`, () => {
      expect(() => fault.parseSettings({})).not.to.throw();
    });
  }
});
