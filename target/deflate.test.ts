import type { Socket } from 'node:net';
import { expect } from 'chai';
import { liveClient, type LiveClient } from './testing/live-client.ts';
import { liveServer } from './testing/live-server.ts';

/** The client of the library offers permessage-deflate unless told otherwise. */
const bytesRead = ({ socket }: LiveClient): number =>
  (socket as unknown as { readonly _socket: Socket })._socket.bytesRead;

/** Bytes on the wire for an answer of 20,000 characters. */
async function costOf(client: LiveClient): Promise<number> {
  const nonce = 'chaos '.repeat(3334);
  const before = bytesRead(client);
  client.send({ type: 'echo', nonce });
  const answer = await client.next(({ type }) => type === 'echo');
  expect(answer).to.deep.equal({ type: 'echo', nonce });
  return bytesRead(client) - before;
}

describe('permessage-deflate', () => {
  it('is declined by default', async () => {
    await using server = await liveServer({});
    const client = await liveClient(server.url, { id: 'one' });
    expect(client.socket.extensions).to.equal('');
    expect(await costOf(client)).to.be.above(20_000);
    client.socket.terminate();
  });

  it('makes long answers short where it is on, and is not forced on anybody', async () => {
    await using server = await liveServer({ deflate: 'on' });
    const client = await liveClient(server.url, { id: 'one' });
    expect(client.socket.extensions).to.equal('permessage-deflate');
    expect(await costOf(client)).to.be.below(2000);
    const plain = await liveClient(server.url, { id: 'two', deflate: false });
    expect(plain.socket.extensions).to.equal('');
    expect(await costOf(plain)).to.be.above(20_000);
    client.socket.terminate();
    plain.socket.terminate();
  });

  it('keeps the order of events, long and short', async () => {
    await using server = await liveServer({ deflate: 'on' });
    const client = await liveClient(server.url, { id: 'one' });
    const turn = { turn: 1, text: '', tokens: 200, intervalMs: 1, thinkMs: 1, tools: 2 };
    client.send({ type: 'prompt', ...turn });
    for (const repeats of [400, 1]) client.send({ type: 'echo', nonce: 'n'.repeat(repeats * 10) });
    await client.next(({ type }) => type === 'agent_completed');
    const numbers = client.messages.flatMap((message) => ('seq' in message ? message.seq : []));
    expect(numbers).to.deep.equal(numbers.map((_, index) => index + 1));
    const echoes = client.messages.flatMap((message) =>
      message.type === 'echo' ? message.nonce.length : [],
    );
    expect(echoes).to.deep.equal([4000, 10]);
    client.socket.terminate();
  });

  it('takes no more than the maximum payload, however small it came', async () => {
    await using server = await liveServer({ deflate: 'on', 'max-payload': '10000' });
    const client = await liveClient(server.url, { id: 'one' });
    const other = await liveClient(server.url, { id: 'two' });
    client.send({ type: 'echo', nonce: 'x'.repeat(5_000_000) });
    expect(await client.closed).to.equal(1009);
    expect(await answerTo(other)).to.equal('still here');
    other.socket.terminate();
  });
});

async function answerTo(client: LiveClient): Promise<string> {
  client.send({ type: 'echo', nonce: 'still here' });
  const answer = await client.next(({ type }) => type === 'echo');
  return answer.type === 'echo' ? answer.nonce : '';
}
