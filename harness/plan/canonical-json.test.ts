import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalJson, hashOf } from './canonical-json.ts';

describe('canonical JSON', () => {
  it('spells the same value the same way whatever the order of its keys', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined })).to.equal('{"b":[{"c":2,"d":1}]}');
    expect(hashOf({ a: 1, b: 2 })).to.equal(hashOf({ b: 2, a: 1 }));
  });

  it('keeps every JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).to.deep.equal(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('hashes as SHA-256', () => {
    expect(hashOf({})).to.equal('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });
});
