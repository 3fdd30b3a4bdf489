import { expect } from 'chai';
import fc from 'fast-check';
import { csvOptions, csvRecords } from './csv-records.ts';

const records = (text: string, options?: object): unknown[] => [
  ...csvRecords(text, csvOptions(options)),
];

describe('CSV records', () => {
  it('have plain and quoted fields, with either end of line', () => {
    expect(records('a,b\r\n"x, ""y""\nz",\n\nlast')).to.deep.equal([
      ['a', 'b'],
      ['x, "y"\nz', ''],
      ['last'],
    ]);
    expect(records('a,')).to.deep.equal([['a', '']]);
    expect(records('')).to.deep.equal([]);
  });

  it('are cut by line, named by the first one, separated as told', () => {
    const text = 'n;v\na;1\nb;2\nc;3\n';
    const delimiter = ';';
    expect(records(text, { delimiter, skipFirstLine: true })).to.have.length(3);
    expect(records(text, { delimiter, fromLine: 2, toLine: 2 })).to.deep.equal([['b', '2']]);
    expect(records(text, { delimiter, asObjects: true, fromLine: 2 })).to.deep.equal([
      { n: 'b', v: '2' },
      { n: 'c', v: '3' },
    ]);
  });

  it('give back what was written', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ') });
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 1, maxLength: 3 })), (rows) => {
        const text = rows
          .map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join())
          .join('\n');
        expect(records(text)).to.deep.equal(rows);
      }),
    );
  });

  it('refuse quotes out of place and wrong options', () => {
    expect(() => records('"a"b')).to.throw(/quote out of place/);
    expect(() => records('"a')).to.throw(/never closed/);
    for (const options of [
      { delimiter: '' },
      { delimiter: 'ab' },
      { fromLine: -1 },
      { toLine: 'x' },
    ])
      expect(() => csvOptions(options), JSON.stringify(options)).to.throw(TypeError);
  });
});
