import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { rawConnect, rawServer } from '../testing/raw-socket.ts';
import { ownsListeningPort } from './listening-port.ts';
import { kernelView, readStates, type SocketState } from './server-sockets.ts';

const header =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
function row(remotePort: string, state: string, inode: number): string {
  return (
    `   0: 0100007F:1F90 0100007F:${remotePort} ${state} 00000000:00000000 ` +
    `00:00000000 00000000     0        0 ${inode} 1 0000000000000000 20 4 30 10 -1  \n`
  );
}

describe('readStates', () => {
  const states = (text: string): SocketState => {
    const found = new Map<number, SocketState>();
    readStates(text, found, 0x1f90);
    return found.get(0xc000) ?? 'gone';
  };

  it('takes a socket for established only with a descriptor', () => {
    expect(states(header + row('C000', '01', 77))).to.equal('established');
    expect(states(header + row('C000', '01', 0))).to.equal('gone');
  });
  it('takes every other state with a descriptor for closing', () => {
    expect(states(header + row('C000', '08', 77))).to.equal('closing');
    expect(states(header + row('C000', '06', 0))).to.equal('gone');
  });
  it('finds an established one beside an old one of the same port', () => {
    const both = [row('C000', '08', 70), row('C000', '01', 77)];
    expect(states(header + both.join(''))).to.equal('established');
    expect(states(header + both.toReversed().join(''))).to.equal('established');
  });
  it('is not misled by the same remote port at another server of the machine', () => {
    const elsewhere = row('C000', '01', 77).replace(':1F90', ':1F91');
    expect(states(header + elsewhere)).to.equal('gone');
  });
  it('reads IPv6 rows, and none of other ports or of nothing', () => {
    const wide = '00000000000000000000000001000000';
    const v6 = row('C000', '01', 77).replace('0100007F:1F90 0100007F', `${wide}:1F90 ${wide}`);
    expect(states(header + v6)).to.equal('established');
    expect(states(header + row('C001', '01', 77))).to.equal('gone');
    expect(states('')).to.equal('gone');
    expect(states(header)).to.equal('gone');
  });
});

describe('kernelView', () => {
  it('is undefined for a process that is not there', () => {
    expect(kernelView(2 ** 22 + 1, 1)).to.equal(undefined);
  });

  it('follows a socket from established over closing to gone', async function () {
    if (!existsSync('/proc/net/tcp')) this.skip();
    const server = await rawServer();
    const view = kernelView(process.pid, server.port)!;
    const client = await rawConnect(server.port);
    const peer = await server.accept();
    const port = client.socket.localPort ?? 0;
    const becomes = (state: SocketState): Promise<true | undefined> =>
      lookUntil(systemClock, { withinMs: 5000, everyMs: 5 }, async () =>
        (await view.serverSockets([port])).get(port) === state ? true : undefined,
      );
    expect(await becomes('established')).to.equal(true);
    client.socket.end();
    await peer.ended;
    expect(await becomes('closing')).to.equal(true);
    const closed = once(peer.socket, 'close');
    peer.socket.destroy();
    await closed;
    expect(await becomes('gone')).to.equal(true);
    expect((await view.serverSockets([])).size).to.equal(0);
    server.close();
  });
});

describe('ownsListeningPort', () => {
  it('tells the process that listens from any other', async function () {
    if (!existsSync('/proc/net/tcp')) this.skip();
    const server = await rawServer();
    expect(await ownsListeningPort(process.pid, server.port)).to.equal(true);
    expect(await ownsListeningPort(process.ppid, server.port)).to.equal(false);
    expect(await ownsListeningPort(2 ** 22 + 1, server.port)).to.equal(undefined);
    server.close();
  });
});
