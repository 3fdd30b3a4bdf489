import { expect } from 'chai';
import fc from 'fast-check';
import { decodeEngine, encodePacket, PacketDecoder, type SocketIoPacket } from './socket-io.ts';

const bytes = (...values: number[]): ArrayBuffer => new Uint8Array(values).buffer;

/** Samples of the protocol's published description. */
const vectors: readonly (readonly [string, SocketIoPacket])[] = [
  ['0', { type: 'connect', namespace: '/' }],
  ['0{"sid":"x"}', { type: 'connect', namespace: '/', data: { sid: 'x' } }],
  ['0/admin,{"token":"1"}', { type: 'connect', namespace: '/admin', data: { token: '1' } }],
  [
    '4{"message":"Not authorized"}',
    { type: 'connect_error', namespace: '/', data: { message: 'Not authorized' } },
  ],
  ['2["foo"]', { type: 'event', namespace: '/', data: ['foo'] }],
  ['2/admin,["bar"]', { type: 'event', namespace: '/admin', data: ['bar'] }],
  ['212["foo"]', { type: 'event', namespace: '/', id: 12, data: ['foo'] }],
  ['3/admin,13["bar"]', { type: 'ack', namespace: '/admin', id: 13, data: ['bar'] }],
  ['1/admin,', { type: 'disconnect', namespace: '/admin' }],
  ['1', { type: 'disconnect', namespace: '/' }],
];

describe('the Socket.IO codec', () => {
  for (const [text, packet] of vectors)
    it(`reads and writes ${text}`, () => {
      expect(new PacketDecoder().takeText(text)).to.deep.equal(packet);
      expect(encodePacket(packet)).to.deep.equal({ text, attachments: [] });
    });

  it('puts attachments back in their places', () => {
    const decoder = new PacketDecoder();
    const text =
      '52-/admin,7["baz",{"_placeholder":true,"num":0},{"a":{"_placeholder":true,"num":1}}]';
    expect(decoder.takeText(text)).to.equal(undefined);
    expect(decoder.takeBinary(bytes(1))).to.equal(undefined);
    const packet = decoder.takeBinary(bytes(2, 3));
    const expected = { type: 'event', namespace: '/admin', id: 7 } as const;
    expect(packet).to.deep.equal({ ...expected, data: ['baz', bytes(1), { a: bytes(2, 3) }] });
    const { text: again, attachments } = encodePacket(packet ?? { ...expected });
    expect(again).to.equal(text);
    expect(attachments).to.deep.equal([bytes(1), bytes(2, 3)]);
  });

  it('takes the window of a view, not the buffer behind it', () => {
    const view = new Uint8Array(bytes(9, 1, 2, 9)).subarray(1, 3);
    const { text, attachments } = encodePacket({
      type: 'ack',
      namespace: '/',
      id: 1,
      data: [view],
    });
    expect(text).to.equal('61-1[{"_placeholder":true,"num":0}]');
    expect(attachments).to.deep.equal([bytes(1, 2)]);
  });

  it('gives back what it was given', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.constantFrom('/', '/a', '/a/b-c'),
        fc.option(fc.nat(), { nil: undefined }),
        (value, namespace, id) => {
          const packet: SocketIoPacket = {
            ...{
              type: 'event',
              namespace,
              data: ['e', JSON.parse(JSON.stringify(value)) as unknown],
            },
            ...(id === undefined ? {} : { id }),
          };
          expect(new PacketDecoder().takeText(encodePacket(packet).text)).to.deep.equal(packet);
        },
      ),
    );
  });

  it('refuses what is no packet', () => {
    const decoder = new PacketDecoder();
    expect(() => decoder.takeText('9')).to.throw(/not a Socket.IO packet/);
    expect(() => decoder.takeText('')).to.throw(/not a Socket.IO packet/);
    expect(() => decoder.takeBinary(bytes(1))).to.throw(/no packet announced/);
  });

  it('reads the packets of Engine.IO', () => {
    const handshake = { sid: 'x', upgrades: [], pingInterval: 25000, pingTimeout: 20000 };
    expect(decodeEngine(`0${JSON.stringify(handshake)}`)).to.deep.equal({
      type: 'open',
      handshake,
    });
    expect(['1', '2', '3', '6'].map((text) => decodeEngine(text).type)).to.deep.equal([
      ...['close', 'ping', 'pong', 'noop'],
    ]);
    expect(decodeEngine('42["x"]')).to.deep.equal({ type: 'message', text: '2["x"]' });
    expect(() => decodeEngine('x')).to.throw(/not an Engine.IO packet/);
  });
});
