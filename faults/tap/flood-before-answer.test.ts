import { once } from 'node:events';
import { expect } from 'chai';
import { systemClock } from '../../harness/process/system-clock.ts';
import { rawConnect, rawServer, type RawServer, type RawSocket } from '../testing/raw-socket.ts';
import { encodeFrame } from './encode-frame.ts';
import { Ledger } from './ledger.ts';
import { listenTap, type ListeningTap } from './listen.ts';
import type { TapConnection } from './tap-connection.ts';

const endOfHead = '\r\n\r\n';
const messageBytes = 1024 * 1024;
const messages = 32;
const message = encodeFrame({ opcode: 2, payload: Buffer.alloc(messageBytes), masked: true });
/** What Node holds of one write before it says that it is enough, and a read more. */
const heldAtMostBytes = 1024 * 1024;

describe('a client that floods before its upgrade is answered', () => {
  let server: RawServer;
  let tap: ListeningTap;
  let ledger: Ledger;
  let connection: TapConnection | undefined;
  let client: RawSocket;
  let peer: RawSocket;

  beforeEach(async () => {
    server = await rawServer();
    ledger = new Ledger(systemClock, () => undefined);
    ledger.watchComing((coming) => {
      connection = coming;
    });
    tap = await listenTap({ host: '127.0.0.1', port: server.port }, ledger);
    client = await rawConnect(tap.port, true);
    client.socket.write('GET / HTTP/1.1\r\nUpgrade: websocket\r\nx-chaos-connection: c\r\n\r\n');
    peer = await server.accept();
    await peer.until((bytes) => bytes.includes(endOfHead));
  });
  afterEach(async () => {
    server.close();
    await tap.close();
  });

  function flood(): void {
    for (let one = 0; one < messages; one++) client.socket.write(message);
  }
  const sentBytes = (): number => client.socket.bytesWritten - client.socket.writableLength;
  const heldBytes = (): number => connection?.target.writableLength ?? NaN;

  /** It cannot be still before the tap holds something that the server does not take. */
  async function untilStill(): Promise<void> {
    let still = -1;
    while (still !== sentBytes() || heldBytes() === 0) {
      still = sentBytes();
      await systemClock.delay(100);
    }
  }

  async function readAll(): Promise<void> {
    const headBytes = peer.received().indexOf(endOfHead) + endOfHead.length;
    peer.socket.resume();
    while (peer.socket.bytesRead < headBytes + messages * message.length)
      await once(peer.socket, 'data');
  }

  it('is not read further than the server reads', async () => {
    peer.socket.pause();
    flood();
    await untilStill();
    expect(sentBytes()).to.be.lessThan((messages * message.length) / 2);
    expect(heldBytes()).to.be.within(1, heldAtMostBytes);
  });

  it('has all of it delivered and counted, and none of it kept for the answer', async () => {
    flood();
    await readAll();
    expect(heldBytes()).to.equal(0);
    expect(connection?.counters().open).to.equal(false);
    peer.socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    await client.until((bytes) => bytes.includes(endOfHead));
    expect(ledger.counters(['c'])[0]).to.include({ open: true, messagesUp: messages });
  });
});
