import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect } from 'chai';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { unreadBytesOf } from './process-sockets.ts';

describe('the sockets of a process', () => {
  it('show what was sent and not read', async function () {
    if ((await unreadBytesOf(process.pid)) === undefined) this.skip();
    const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [socket] = await accepted;
    client.write(Buffer.alloc(1234));
    const seen = await lookUntil(systemClock, { withinMs: 5000, everyMs: 5 }, async () =>
      (await unreadBytesOf(process.pid))?.includes(1234) === true ? true : undefined,
    );
    expect(seen).to.equal(true);
    client.destroy();
    socket.destroy();
    server.close();
  });

  it('are nobody’s where there is no such process', async () => {
    expect(await unreadBytesOf(2 ** 22 + 1)).to.equal(undefined);
  });
});
