import { expect } from 'chai';
import { HttpBody, type BodyLength } from './http-body.ts';

/** What is behind the body, fed in pieces of this size. */
function behind(length: BodyLength, text: string, pieceBytes: number): string | undefined {
  const body = new HttpBody(length);
  const isOver = (): boolean => body.isOver;
  if (isOver()) return text;
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = bytes.subarray(at, at + pieceBytes);
    const taken = body.take(piece, 0);
    if (isOver()) return bytes.subarray(at + taken).toString('latin1');
    expect(taken).to.equal(piece.length);
  }
  return undefined;
}

const chunked = '4;ext=1\r\nab\r\n\r\n0A\r\n0\r\n\r\n12345\r\n0\r\nTrailer: 1\r\n\r\n';

describe('the body of an HTTP message', () => {
  it('ends where its length says, however it comes', () => {
    for (const pieceBytes of [1, 2, 3, 100]) {
      expect(behind(5, 'helloGET', pieceBytes)).to.equal('GET');
      expect(behind(0, 'GET', pieceBytes)).to.equal('GET');
      expect(behind(9, 'hello', pieceBytes)).to.equal(undefined);
    }
  });

  it('ends behind its last chunk and the trailers, however it comes', () => {
    for (let pieceBytes = 1; pieceBytes <= chunked.length + 3; pieceBytes++)
      expect(behind('chunked', `${chunked}GET`, pieceBytes)).to.equal('GET');
  });

  it('never ends where only the connection ends it, or where its chunks are none', () => {
    const odd = [
      'x\r\n\r\n',
      '\r\n\r\n',
      '-1\r\na\r\n0\r\n\r\n',
      '2\r\nabc\r\n0\r\n\r\n',
      '1x\r\n',
    ];
    for (const text of odd) expect(behind('chunked', `${text}0\r\n\r\nGET`, 7)).to.equal(undefined);
    expect(behind('until-close', chunked, 7)).to.equal(undefined);
    expect(behind('chunked', 'a'.repeat(100_000), 1000)).to.equal(undefined);
  });
});
