import { expect } from 'chai';
import { heardSince, read } from './own-questions.ts';

const row = (ends: string, pid: number, pieces: number): string =>
  `0      0      ${ends} users:(("node",pid=${pid},fd=20)) cubic segs_in:99 data_segs_out:1 data_segs_in:${pieces} rtt:1`;

describe('questions of this process to a server', () => {
  const rows = [
    row('127.0.0.1:80 127.0.0.1:5001', 7, 12),
    row('127.0.0.1:5001 127.0.0.1:80', 9, 11),
    row('127.0.0.1:80 127.0.0.1:5002', 7, 500),
    row('127.0.0.1:5002 127.0.0.1:80', 8, 499),
    row('127.0.0.1:81 127.0.0.1:5003', 6, 40),
    row('127.0.0.1:5003 127.0.0.1:81', 9, 40),
  ].join('\n');

  it('are those of sockets between the two, and of nobody else', () => {
    const heard = read(rows, { serverPid: 7, ownPid: 9 });
    expect([...heard]).to.deep.equal([['127.0.0.1:80 127.0.0.1:5001', 12]]);
  });

  it('add up over sockets, new ones whole', () => {
    const before = new Map([
      ['a', 5],
      ['b', 9],
    ]);
    const now = new Map([
      ['a', 7],
      ['b', 3],
      ['c', 4],
    ]);
    expect(heardSince(before, now)).to.equal(6);
  });
});
