import { expect } from 'chai';
import { OptionsError } from '../options/options-error.ts';
import { SecretSources } from './secret-sources.ts';

describe('secret sources', () => {
  it('give secrets of the only source, the default one, or the one named', () => {
    expect(new SecretSources(['mock=cool=a=b']).get('cool')).to.equal('a=b');
    const two = new SecretSources(['mock=default,cool=some', 'mock=name=other,cool=else']);
    expect([two.get('cool'), two.get('cool', 'other')]).to.deep.equal(['some', 'else']);
  });

  it('say why there is no secret', () => {
    expect(() => new SecretSources().get('x')).to.throw(/no secret source is configured/);
    const two = new SecretSources(['mock=a=1', 'mock=b=2']);
    expect(() => two.get('a')).to.throw(/none is the default/);
    expect(two.get('b', 'mock-2')).to.equal('2');
    expect(() => two.get('nope', 'mock-1')).to.throw('no secret `nope` in source `mock-1`');
    expect(() => two.get('a', 'nope')).to.throw('no secret source is named `nope`');
  });

  it('take out of logs what scripts have got, and nothing else', () => {
    const secrets = new SecretSources(['mock=a=hush,b=quiet']);
    expect(secrets.redact('hush quiet')).to.equal('hush quiet');
    void secrets.get('a');
    expect(secrets.redact('hush! hush, quiet')).to.equal(
      '***SECRET_REDACTED***! ***SECRET_REDACTED***, quiet',
    );
  });

  for (const texts of [
    ['url=https://x'],
    ['mock'],
    ['mock=novalue'],
    ['file=/no/such/file'],
    ['mock=name=a,k=1', 'mock=name=a,k=2'],
    ['mock=default,k=1', 'mock=default,name=b,k=2'],
  ])
    it(`refuse ${texts.join(' and ')}`, () => {
      expect(() => new SecretSources(texts)).to.throw(OptionsError);
    });
});
