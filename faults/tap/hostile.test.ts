import { expect } from 'chai';
import fc from 'fast-check';
import type { TapRule } from '../../harness/contracts/tap-rules.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { rawConnect, rawServer, type RawServer, type RawSocket } from '../testing/raw-socket.ts';
import { Armory } from './armory.ts';
import { encodeFrame } from './encode-frame.ts';
import { Ledger } from './ledger.ts';
import { listenTap, type ListeningTap } from './listen.ts';

const endOfHead = '\r\n\r\n';
const numRuns = Number(process.env['WS_CHAOS_FUZZ_RUNS'] ?? 40);
const seed = Number(process.env['WS_CHAOS_FUZZ_SEED'] ?? 20_260_101);

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .tuple(fc.nat(15), fc.uint8Array({ maxLength: 200 }), fc.boolean(), fc.option(fc.nat(255)))
    .map(([opcode, payload, masked, first]) =>
      encodeFrame({
        opcode,
        payload: Buffer.from(payload),
        masked,
        ...(first === null ? {} : { first }),
      }),
    ),
);
const rule: fc.Arbitrary<TapRule> = fc.constantFrom<TapRule>(
  { kind: 'black-hole', direction: 'both' },
  { kind: 'answer-pings' },
  { kind: 'ignore-close' },
  { kind: 'delay', direction: 'up', every: 1, limit: 9, delayMs: 1 },
  { kind: 'repeat', direction: 'up', every: 1, limit: 9, times: 3 },
  { kind: 'swap', direction: 'down', every: 1, limit: 9, waitMs: 1 },
  { kind: 'read-slowly', side: 'server', bytesPerSecond: 1_000_000 },
  { kind: 'cut', how: 'rst', direction: 'up', afterBytes: 40 },
  { kind: 'half-close' },
  { kind: 'hand-off' },
);

describe(`hostile peers on both sides of the tap, seed ${seed}`, () => {
  let server: RawServer;
  let tap: ListeningTap;
  let ledger: Ledger;
  let armory: Armory;
  let good: { client: RawSocket; peer: RawSocket };
  let opened = 0;
  const givenUp: string[] = [];

  before(async () => {
    server = await rawServer();
    ledger = new Ledger(systemClock, (event) => {
      if (event.kind === 'tap.protocol-error' && event.reason.startsWith('the tap gave up'))
        givenUp.push(event.reason);
    });
    armory = new Armory(systemClock, ledger);
    tap = await listenTap({ host: '127.0.0.1', port: server.port }, ledger);
    good = await open();
  });
  after(async () => {
    server.close();
    await tap.close();
  });

  async function open(): Promise<{ client: RawSocket; peer: RawSocket; id: string }> {
    const id = `c${opened++}`;
    const client = await rawConnect(tap.port, true);
    client.socket.write(
      `GET / HTTP/1.1\r\nUpgrade: websocket\r\nx-chaos-connection: ${id}\r\n\r\n`,
    );
    const peer = await server.accept();
    await peer.until((received) => received.includes(endOfHead));
    peer.socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    await client.until((received) => received.includes(endOfHead));
    return { client, peer, id };
  }

  it('cost their own connection and no other, whatever rule is armed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(bytes, { maxLength: 8 }),
        fc.array(bytes, { maxLength: 8 }),
        rule,
        async (ups, downs, armed) => {
          const { client, peer, id } = await open();
          armory.arm(id, [id], armed);
          for (const chunk of ups) client.socket.write(chunk);
          for (const chunk of downs) peer.socket.write(chunk);
          const nonce = encodeFrame({ opcode: 1, payload: `alive-${id}`, masked: true });
          good.client.socket.write(nonce);
          await good.peer.until((received) => received.includes(nonce));
          armory.disarm(id);
          client.socket.destroy();
          peer.socket.destroy();
        },
      ),
      { numRuns, seed },
    );
    expect(givenUp).to.deep.equal([]);
    expect(ledger.counters(['c0'])[0]?.open).to.equal(true);
  });
});
