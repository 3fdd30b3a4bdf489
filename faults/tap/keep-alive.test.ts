import { expect } from 'chai';
import type { TapEvent } from '../../harness/contracts/history.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { rawConnect, rawServer, type RawServer, type RawSocket } from '../testing/raw-socket.ts';
import { encodeFrame } from './encode-frame.ts';
import { Ledger } from './ledger.ts';
import { listenTap, type ListeningTap } from './listen.ts';

const upgraded = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n';
const upgrade = 'GET /chat HTTP/1.1\r\nUpgrade: websocket\r\nx-chaos-connection: c\r\n\r\n';
const plain = 'GET /census HTTP/1.1\r\nHost: a\r\n\r\n';
const message = encodeFrame({ opcode: 1, payload: 'hi', masked: true });

/** What goes over one TCP connection, turn by turn. */
type Turns = readonly (readonly ['up' | 'down', string])[];

const untold: Readonly<Record<string, Turns>> = {
  'an answer that only the end of the connection ends': [
    ['up', plain],
    ['down', 'HTTP/1.1 200 OK\r\n\r\nbody'],
  ],
  'another protocol than WebSocket': [
    ['up', 'GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n'],
    ['down', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n'],
  ],
  'a tunnel': [
    ['up', 'CONNECT a:1 HTTP/1.1\r\n\r\n'],
    ['down', 'HTTP/1.1 200 OK\r\n\r\n'],
  ],
};
const told: Readonly<Record<string, Turns>> = {
  'a refusal': [
    ['up', upgrade.replace(': c', ': refused')],
    ['down', 'HTTP/1.1 401 Unauthorized\r\ncontent-length: 4\r\n\r\nno!!'],
  ],
  'two refusals, one in chunks': [
    ['up', upgrade.replace(': c', ': refused')],
    ['down', 'HTTP/1.1 503 Busy\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbusy\r\n0\r\n\r\n'],
    ['up', upgrade.replace(': c', ': refused')],
    ['down', 'HTTP/1.1 204 No Content\r\n\r\n'],
  ],
  'plain requests of every kind': [
    ['up', plain],
    ['down', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'],
    ['up', plain.replace('GET', 'HEAD')],
    ['down', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n'],
    ['up', `POST / HTTP/1.1\r\ncontent-length: ${upgrade.length}\r\n\r\n${upgrade}`],
    ['down', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['down', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n'],
    ['up', `PUT / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`],
    ['down', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ],
};

describe('HTTP before an upgrade on the same connection', () => {
  let server: RawServer;
  let tap: ListeningTap;
  let ledger: Ledger;
  let events: TapEvent[];
  let client: RawSocket;
  let peer: RawSocket;
  const sent = { up: '', down: '' };

  beforeEach(async () => {
    events = [];
    Object.assign(sent, { up: '', down: '' });
    server = await rawServer();
    ledger = new Ledger(systemClock, (event) => events.push(event));
    tap = await listenTap({ host: '127.0.0.1', port: server.port }, ledger);
    client = await rawConnect(tap.port, true);
    peer = await server.accept();
  });
  afterEach(async () => {
    server.close();
    await tap.close();
  });

  /** Writes, and waits until it has all come out at the other end as it went in. */
  async function play(turns: Turns, pieceBytes = Infinity): Promise<void> {
    for (const [way, text] of turns) {
      const [from, to] = way === 'up' ? [client, peer] : [peer, client];
      sent[way] += text;
      for (let at = 0; at < text.length; at += pieceBytes) {
        from.socket.write(text.slice(at, at + pieceBytes), 'latin1');
        if (pieceBytes < text.length) await new Promise((resolve) => setImmediate(resolve));
      }
      await to.until((bytes) => bytes.toString('latin1') === sent[way]);
    }
  }
  const upgradeNow: Turns = [
    ['up', upgrade],
    ['down', upgraded],
    ['up', message.toString('latin1')],
  ];
  const openedIds = (): readonly string[] =>
    events.flatMap((event) => (event.kind === 'tap.open' ? [event.connection] : []));

  for (const [name, turns] of Object.entries(told)) {
    it(`hides no upgrade: ${name}`, async () => {
      await play(turns);
      expect(openedIds()).to.deep.equal([]);
      await play(upgradeNow);
      expect(openedIds()).to.deep.equal(['c']);
      expect(ledger.counters(['c'])[0]).to.include({ open: true, messagesUp: 1 });
    });

    it(`hides no upgrade, in pieces of five bytes: ${name}`, async () => {
      await play([...turns, ...upgradeNow], 5);
      expect(openedIds()).to.deep.equal(['c']);
      expect(ledger.counters(['c'])[0]).to.include({ open: true, messagesUp: 1 });
    });
  }

  it('says of each refusal whom it met', async () => {
    await play(told['two refusals, one in chunks'] ?? []);
    const refusals = events.flatMap((event) => (event.kind === 'tap.refused' ? [event] : []));
    expect(refusals.map(({ connection, status }) => [connection, status])).to.deep.equal([
      ['refused', 503],
      ['refused', 204],
    ]);
  });

  it('may be asked in one piece with the upgrade, and answered in one', async () => {
    const asked = `${plain}${plain}${upgrade}`;
    const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na';
    await play([
      ['up', asked],
      ['down', answer],
      ['down', `${answer}${upgraded}\u0081\u0002hi`],
    ]);
    expect(openedIds()).to.deep.equal(['c']);
    expect(ledger.counters(['c'])[0]).to.include({ open: true, messagesDown: 1 });
  });

  for (const [name, turns] of Object.entries(untold)) {
    it(`is passed on unread for good behind ${name}`, async () => {
      await play([...turns, ...upgradeNow]);
      expect(openedIds()).to.deep.equal([]);
    });
  }
});
