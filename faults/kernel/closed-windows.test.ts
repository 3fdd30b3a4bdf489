import { expect } from 'chai';
import { unsentIn } from './closed-windows.ts';

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const row = (local: string, remote: string, rest: string): string =>
  `   0: 0100007F:${local} 0100007F:${remote} 01 ${rest} 00000000     0        0 4711 1`;

describe('windows that are closed', () => {
  it('are those of the port where something waits, and the kernel says so where its probe timer runs', () => {
    const table = [
      head,
      row('0050', 'A001', '00001F40:00000000 04:00000014'),
      row('0050', 'A002', '00000001:00000000 01:00000014'),
      row('0050', 'A004', '00000000:00000009 00:00000000'),
      row('0051', 'A003', '00001F40:00000000 04:00000014'),
      row('A001', '0050', '00000000:00002000 00:00000000'),
      '',
    ].join('\n');
    expect([...unsentIn(table, 0x50)]).to.deep.equal([
      [0xa001, { bytes: 8000, isProbed: true }],
      [0xa002, { bytes: 1, isProbed: false }],
    ]);
  });
});
