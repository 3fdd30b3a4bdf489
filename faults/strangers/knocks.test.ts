import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect } from 'chai';
import { systemClock } from '../../harness/process/system-clock.ts';
import { knock } from './knocks.ts';

describe('somebody who knocks', () => {
  it('waits for an end that comes late, of those that are to end, and for nobody else’s', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (head: Buffer) => {
        void answer(socket, head.includes('user=doomed'));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const [doomed, spared] = await knock(systemClock, `ws://127.0.0.1:${port}/`, {
      ...{ keys: ['doomed-1.1', 'spared-1.1'], doomed: ['doomed-1.1'] },
      ...{ round: 1, endWithinMs: 10_000 },
    });
    expect(doomed?.status).to.equal(101);
    expect(doomed?.ended).to.contain('ECONNRESET');
    expect(spared).to.include({ status: 101, ended: undefined });
    server.close();
  });
});

async function answer(socket: Socket, isDoomed: boolean): Promise<void> {
  socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
  if (!isDoomed) return;
  await systemClock.delay(200);
  socket.resetAndDestroy();
}
