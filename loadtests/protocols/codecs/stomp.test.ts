import { expect } from 'chai';
import fc from 'fast-check';
import { agreedBeats, encodeStomp, StompDecoder, utf8Length, type StompFrame } from './stomp.ts';

const decode = (text: string): StompFrame[] => new StompDecoder().take(text);

/** Headers without the one the codec adds, and the body. */
const plain = ({ headers, body }: Pick<StompFrame, 'headers' | 'body'>): unknown => [
  Object.entries(headers).filter(([name]) => name !== 'content-length'),
  body,
];

describe('the STOMP codec', () => {
  it('writes the frames of the specification', () => {
    const headers = { 'accept-version': '1.2', host: 'stomp.github.org' };
    expect(encodeStomp({ command: 'CONNECT', headers, body: '' })).to.equal(
      'CONNECT\naccept-version:1.2\nhost:stomp.github.org\n\n\0',
    );
    const send = { command: 'SEND', headers: { destination: '/queue/a' }, body: 'hello queue a' };
    expect(encodeStomp(send)).to.equal(
      'SEND\ndestination:/queue/a\ncontent-length:13\n\nhello queue a\0',
    );
  });

  it('reads frames with either end of line, beats between them, and the first of repeated headers', () => {
    const text =
      '\n\r\nMESSAGE\r\nfoo:World\r\nfoo:Hello\r\n\r\nhi\0\n\nRECEIPT\nreceipt-id:1\n\n\0\n';
    expect(decode(text)).to.deep.equal([
      { command: 'MESSAGE', headers: { foo: 'World' }, body: 'hi' },
      { command: 'RECEIPT', headers: { 'receipt-id': '1' }, body: '' },
    ]);
  });

  it('escapes headers, but not those of CONNECT', () => {
    const headers = { 'a:b': 'c\nd\\e\rf' };
    const text = encodeStomp({ command: 'SEND', headers, body: '' });
    expect(text).to.equal('SEND\na\\cb:c\\nd\\\\e\\rf\n\n\0');
    expect(decode(text)[0]?.headers).to.deep.equal(headers);
    const connect = encodeStomp({ command: 'CONNECT', headers: { login: 'a\\b' }, body: '' });
    expect(connect).to.equal('CONNECT\nlogin:a\\b\n\n\0');
  });

  it('takes any sign but the end of a line for part of a header', () => {
    const headers = { name: 'a\u2028b\u2029c' };
    const frame = { command: 'MESSAGE', headers, body: 'x' };
    expect(decode(encodeStomp(frame))[0]?.headers).to.include(headers);
    expect(() => decode('MESSAGE\0')).to.throw(/not a STOMP frame/);
  });

  it('counts the body in bytes and may hold NUL', () => {
    const frame = { command: 'SEND', headers: {}, body: 'ä€𝄞\0x' };
    const [decoded] = decode(encodeStomp(frame));
    expect(decoded).to.deep.equal({ ...frame, headers: { 'content-length': '11' } });
  });

  it('does not mind where the stream is cut', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 8 });
    const name = fc.string({ minLength: 1, maxLength: 5 });
    const frames = fc.array(
      fc.record({
        headers: fc.dictionary(name, texts, { maxKeys: 3, noNullPrototype: true }),
        body: texts,
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(frames, fc.nat({ max: 9 }), (made, step) => {
        const all = made
          .map((frame) => ({ command: 'MESSAGE', ...frame }))
          .filter(({ headers }) => !('content-length' in headers));
        const stream = all.map((frame) => `\n${encodeStomp(frame)}`).join('');
        const decoder = new StompDecoder();
        const found: StompFrame[] = [];
        for (let at = 0; at < stream.length; at += step + 1)
          found.push(...decoder.take(stream.slice(at, at + step + 1)));
        expect(found.map(plain)).to.deep.equal(all.map(plain));
      }),
    );
  });

  it('refuses undefined escapes, headers without a colon, and bodies that are too long', () => {
    expect(() => decode('MESSAGE\na:\\t\n\n\0')).to.throw(/undefined escape \\t/);
    expect(() => decode('MESSAGE\nnope\n\n\0')).to.throw(/not a STOMP header/);
    expect(() => decode('MESSAGE\ncontent-length:1\n\nab\0')).to.throw(
      /longer than its content-length/,
    );
  });

  it('agrees on beats as the specification says', () => {
    expect(agreedBeats('10000,5000', '3000,20000')).to.deep.equal({
      sendEveryMs: 20_000,
      hearEveryMs: 5000,
    });
    expect(agreedBeats('0,5000', '3000,20000')).to.deep.equal({
      sendEveryMs: 0,
      hearEveryMs: 5000,
    });
    expect(agreedBeats('10000,5000', undefined)).to.deep.equal({ sendEveryMs: 0, hearEveryMs: 0 });
  });

  it('measures texts as UTF-8 does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(utf8Length(text)).to.equal(Buffer.byteLength(text));
      }),
    );
  });
});
