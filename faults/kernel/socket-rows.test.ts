import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { rawConnect, rawServer } from '../testing/raw-socket.ts';
import { findOnPath } from '../../harness/process/find-program.ts';
import { tcpTables } from './proc-tables.ts';
import type { PortOnSide, SocketRow } from './socket-row.ts';
import { socketRows } from './socket-rows.ts';
import { readRows, ssRows } from './ss-rows.ts';
import { tableRows } from './table-rows.ts';

const header =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const v4 = '0100007F';
const v6 = '00000000000000000000000001000000';
function row(host: string, state: string, inode: number): string {
  return (
    `   0: ${host}:1F90 ${host}:C000 ${state} 00000001:00000020 ` +
    `00:00000000 00000000     0        0 ${inode} 1 0000000000000000 20 4 30 10 -1  \n`
  );
}
const ofServer: PortOnSide = { side: 'local', port: 0x1f90 };
const found: SocketRow = {
  ...{ localPort: 0x1f90, remotePort: 0xc000, state: 'established', inode: 77 },
  ...{ unsentBytes: 1, unreadBytes: 32 },
};

async function tables(of: PortOnSide): Promise<readonly SocketRow[]> {
  return (await tcpTables('/proc')).flatMap((table) => [...tableRows(table, of)]);
}

describe('rows of a TCP table', () => {
  const rows = (text: string, of: PortOnSide = ofServer): readonly SocketRow[] => [
    ...tableRows(text, of),
  ];

  it('are read by the port of either side, of IPv4 and IPv6', () => {
    expect(rows(header + row(v4, '01', 77))).to.deep.equal([found]);
    expect(rows(header + row(v6, '01', 77))).to.deep.equal([found]);
    expect(rows(header + row(v4, '01', 77), { side: 'remote', port: 0xc000 })).to.deep.equal([
      found,
    ]);
  });
  it('tell who listens, and who closes', () => {
    const states = rows(header + row(v4, '0A', 1) + row(v4, '08', 2)).map(({ state }) => state);
    expect(states).to.deep.equal(['listening', 'closing']);
  });
  it('leave out other ports, and nothing is in nothing', () => {
    expect(rows(header + row(v4, '01', 77), { side: 'remote', port: 0x1f90 })).to.deep.equal([]);
    expect(rows(header + row(v4, '01', 77), { side: 'local', port: 0x0c00 })).to.deep.equal([]);
    expect(rows('')).to.deep.equal([]);
    expect(rows(header)).to.deep.equal([]);
  });
});

describe('rows of ss', () => {
  it('tell the ports, what waits, and the descriptor, which a socket may have lost', () => {
    const text =
      'ESTAB      32 1    127.0.0.1:8080  127.0.0.1:49152 ino:77 sk:a cgroup:/ <->\n' +
      'CLOSE-WAIT 0  0    [::ffff:127.0.0.1]:8080 [::ffff:127.0.0.1]:49153 uid:1 ino:78 sk:b\n' +
      'TIME-WAIT  0  0    127.0.0.1:8080  127.0.0.1:49154 timer:(timewait,1sec,0) ino:0 sk:c\n' +
      'LISTEN     0  511  *:8080  *:* ino:79 sk:d v6only:0\n';
    const [first, ...others] = readRows(text);
    expect(first).to.deep.equal(found);
    expect(others.map(({ state, remotePort, inode }) => [state, remotePort, inode])).to.deep.equal([
      ['closing', 49153, 78],
      ['closing', 49154, 0],
      ['listening', 0, 79],
    ]);
  });

  it('are those that the tables have', async function () {
    if (!existsSync('/proc/net/tcp') || findOnPath('ss', process.env['PATH']) === undefined)
      this.skip();
    const server = await rawServer();
    const [reader, leaver] = [await rawConnect(server.port), await rawConnect(server.port)];
    const [peer, left] = [await server.accept(), await server.accept()];
    reader.socket.pause();
    peer.socket.write(Buffer.alloc(200_000));
    leaver.socket.end();
    await left.ended;
    const seen: string[] = [];
    for (const side of ['local', 'remote'] as const) {
      // what waits moves on for a moment
      const same = await lookUntil(systemClock, { withinMs: 5000, everyMs: 5 }, async () => {
        const of = { side, port: server.port };
        const [byTables, bySs] = (await Promise.all([tables(of), ssRows(of)])).map((rows) =>
          rows
            .filter(({ state }) => state !== 'listening')
            .map((one) => JSON.stringify(one))
            .toSorted(),
        );
        return byTables?.join() === bySs?.join() ? byTables : undefined;
      });
      expect(same, side).not.to.equal(undefined);
      seen.push(...(same ?? []));
    }
    const others = [reader.socket.localPort ?? 0];
    const named = await ssRows({ side: 'local', port: server.port, others });
    expect(named.map(({ remotePort }) => remotePort)).to.deep.equal(others);
    expect(seen.join()).to.contain('"established"').and.contain('"closing"');
    expect(seen.join()).to.match(/"unreadBytes":[1-9]/);
    server.close();
  });
});

describe('the sockets of a port', () => {
  it('are found by either way, and without ss too', async function () {
    if (!existsSync('/proc/net/tcp')) this.skip();
    const server = await rawServer();
    const of: PortOnSide = { side: 'local', port: server.port };
    const path = process.env['PATH'];
    const listening = (rows: readonly SocketRow[]): readonly string[] =>
      rows.map(({ state, inode }) => `${state} ${String(inode > 0)}`);
    try {
      expect(listening(await socketRows('/proc', of, Infinity))).to.deep.equal(['listening true']);
      expect(listening(await socketRows('/proc', of, 0))).to.deep.equal(['listening true']);
      process.env['PATH'] = '';
      expect(listening(await socketRows('/proc', of, 0))).to.deep.equal(['listening true']);
      expect(await socketRows('/proc/0', of, 0)).to.deep.equal([]);
    } finally {
      process.env['PATH'] = path;
      server.close();
    }
  });
});
