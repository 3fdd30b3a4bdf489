import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { rawConnect, rawServer } from '../testing/raw-socket.ts';
import { ownsListeningPort } from './listening-port.ts';
import { kernelView, statesOf, type SocketState } from './server-sockets.ts';
import type { SocketRow } from './socket-row.ts';

describe('statesOf', () => {
  const row = {
    ...{ localPort: 8080, remotePort: 49152, inode: 77, unreadBytes: 0, unsentBytes: 0 },
    state: 'established',
  } as const;
  const closing = { ...row, state: 'closing', inode: 70 } as const;
  const states = (...rows: readonly SocketRow[]): SocketState =>
    statesOf(rows).get(49152) ?? 'gone';

  it('takes a socket for established only with a descriptor', () => {
    expect(states(row)).to.equal('established');
    expect(states({ ...row, inode: 0 })).to.equal('gone');
  });
  it('takes every other state with a descriptor for closing', () => {
    expect(states(closing)).to.equal('closing');
    expect(states({ ...closing, inode: 0 })).to.equal('gone');
  });
  it('finds an established one beside an old one of the same port', () => {
    expect(states(closing, row)).to.equal('established');
    expect(states(row, closing)).to.equal('established');
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
