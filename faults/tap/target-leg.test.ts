import { once } from 'node:events';
import { expect } from 'chai';
import { rawServer, type RawServer } from '../testing/raw-socket.ts';
import { targetConnector } from './target-leg.ts';

const onread = { buffer: Buffer.alloc(16), callback: () => true };

describe("the tap's connection to its target", () => {
  let server: RawServer;
  beforeEach(async () => {
    server = await rawServer();
  });
  afterEach(() => {
    server.close();
  });

  it('keeps what is written before the target is reached, and takes no listeners for it', async () => {
    const target = targetConnector({ host: '127.0.0.1', port: server.port }, onread)();
    target.write('one');
    target.write('two');
    expect(target.listenerCount('connect') + target.listenerCount('close')).to.equal(0);
    await once(target, 'connect');
    target.uncork();
    const peer = await server.accept();
    await peer.until((bytes) => bytes.toString() === 'onetwo');
    target.destroy();
  });

  it('sends what was written and the end behind it, though nobody uncorks it', async () => {
    const target = targetConnector({ host: '127.0.0.1', port: server.port }, onread)();
    target.end('last words');
    const peer = await server.accept();
    await peer.until((bytes) => bytes.toString() === 'last words');
    await peer.ended;
    target.destroy();
  });
});
