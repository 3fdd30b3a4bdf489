import { existsSync, readFileSync } from 'node:fs';
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
    it(`has a case in which leaving ${name} out turns the proof red`, () => {
      // `describeFault` brings that case, and cannot be called without saying how to leave it out
      const variable = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
      const test = readFileSync(new URL(`${name}.test.ts`, here), 'utf8');
      expect(test).to.match(new RegExp(`^ *describeFault\\(${variable}, `, 'm'));
    });
    it(`says whether ${name} hits those who come back, and why where it does not`, () => {
      expect(fault.hitsReturning === true).to.equal(fault.onlyThere === undefined);
    });
    it(`runs ${name} on its defaults`, () => {
      expect(() => fault.parseSettings({})).not.to.throw();
    });
  }
});
