import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { rawConnect, rawServer } from '../testing/raw-socket.ts';
import { socketQueues } from './socket-queues.ts';

describe('socketQueues', () => {
  it('tells what waits unread at a socket, and of no other', async function () {
    if (!existsSync('/proc/net/tcp')) this.skip();
    const [server, other] = [await rawServer(), await rawServer()];
    const [reader, stranger] = [await rawConnect(server.port), await rawConnect(other.port)];
    const peer = await server.accept();
    reader.socket.pause();
    const port = reader.socket.localPort ?? 0;
    const strange = stranger.socket.localPort ?? 0;
    peer.socket.write(Buffer.alloc(200_000));
    const look = async () => (await socketQueues([port, strange], server.port)).get(port);
    const unread = await lookUntil(systemClock, { withinMs: 5000, everyMs: 5 }, async () => {
      const queues = await look();
      return queues !== undefined && queues.unreadBytes > 50_000 ? queues.unreadBytes : undefined;
    });
    expect(unread).to.be.at.most(200_000);
    expect([...(await socketQueues([port, strange], server.port)).keys()]).to.deep.equal([port]);
    reader.socket.resume();
    await reader.until((bytes) => bytes.length === 200_000);
    expect(await look()).to.deep.equal({ unreadBytes: 0, unsentBytes: 0 });
    server.close();
    other.close();
  });
});
