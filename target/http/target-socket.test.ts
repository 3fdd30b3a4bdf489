import { expect } from 'chai';
import { liveClient } from '../testing/live-client.ts';
import { liveServer } from '../testing/live-server.ts';

describe('target socket', () => {
  for (const [name, letter] of [
    ['ASCII', 'x'],
    ['other letters', 'ж'],
    ['letters of one byte in Latin 1 and two in UTF-8', 'é'],
  ] as const) {
    it(`frames messages of every length in ${name}`, async () => {
      await using server = await liveServer({ 'max-payload': '1000000' });
      const client = await liveClient(server.url, { id: 'a' });
      const { socket } = client;
      const texts: string[] = [];
      socket.on('message', (data: Buffer) => texts.push(data.toString()));
      for (const length of [0, 50, 97, 98, 99, 125, 126, 60_000, 65_535, 65_536, 200_000]) {
        const nonce = letter.repeat(length);
        const sent = JSON.stringify({ type: 'echo', nonce });
        socket.send(sent);
        // a probe may come in between
        const answer = await client.next(
          (message) => message.type === 'echo' && message.nonce === nonce,
        );
        expect(answer, String(length)).to.deep.equal({ type: 'echo', nonce });
        expect(texts, String(length)).to.include(sent);
      }
    });
  }

  it('sends nothing more once the closing has begun', async () => {
    await using server = await liveServer({});
    const { socket, messages, closed } = await liveClient(server.url, { id: 'a' });
    const [connection] = [...server.hub.bench.registry.connections()];
    connection!.wire.close(1000);
    connection!.emitter.emit({ type: 'ai_response' });
    expect(await closed).to.equal(1000);
    expect(messages.map(({ type }) => type)).to.deep.equal(['hello']);
    expect(socket.readyState).to.equal(socket.CLOSED);
  });
});
