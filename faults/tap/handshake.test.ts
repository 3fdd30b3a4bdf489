import { expect } from 'chai';
import { Handshake } from './handshake.ts';
import { longestHeadBytes } from './http-head.ts';

const request = Buffer.from('GET / HTTP/1.1\r\nUpgrade: websocket\r\nx-odd: 1\r\n\r\nearly');
const accepted = Buffer.from('HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\nsoon');
const interim = Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n');

function never(): string {
  throw new Error('asked for a name');
}

describe('the handshake', () => {
  it('reads a request and an answer in whatever two pieces they come', () => {
    for (let at = 1; at < request.length - 'early'.length; at++) {
      const handshake = new Handshake();
      expect(handshake.request(request.subarray(0, at), never)).to.equal(undefined);
      const read = handshake.request(request.subarray(at), () => 'tap-1');
      expect(read).to.include({ is: 'upgrade', id: 'tap-1' });
      expect(read?.is === 'upgrade' && read.rest?.toString()).to.equal('early');
      for (const cut of [1, at % accepted.length, accepted.length - 10]) {
        if (cut === 0) continue;
        const first = handshake.answer(accepted.subarray(0, cut));
        const answer = first ?? handshake.answer(accepted.subarray(cut));
        expect(answer).to.have.property('is', 'accepted');
      }
    }
  });

  it('reads a request and what follows it byte by byte', () => {
    const handshake = new Handshake();
    const end = request.length - 'early'.length;
    for (const byte of request.subarray(0, end - 1))
      expect(handshake.request(Buffer.from([byte]), never)).to.equal(undefined);
    const read = handshake.request(request.subarray(end - 1, end), () => 'c');
    expect(read?.is === 'upgrade' && read.head.toString()).to.equal(
      'GET / HTTP/1.1\r\nUpgrade: websocket\r\nx-odd: 1\r\nx-chaos-connection: c\r\n\r\n',
    );
    for (const byte of interim.subarray(0, -1))
      expect(handshake.answer(Buffer.from([byte]))).to.equal(undefined);
    expect(handshake.answer(interim.subarray(-1))).to.deep.include({
      is: 'interim',
      head: interim,
    });
    expect(handshake.answer(accepted)?.is).to.equal('accepted');
  });

  it('gives every byte back of what is no head, however it came', () => {
    const noise = Buffer.alloc(longestHeadBytes + 1, 0x61);
    const handshake = new Handshake();
    for (const byte of noise.subarray(0, -1))
      expect(handshake.request(Buffer.from([byte]), never)).to.equal(undefined);
    const read = handshake.request(noise.subarray(-1), never);
    expect(read?.is === 'other' && read.bytes.equals(noise)).to.equal(true);
    const answer = new Handshake().answer(noise.subarray(0, 13));
    expect(answer).to.deep.include({ is: 'refused', status: 0 });
  });
});
