import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { liveClient, refusedUpgrade } from './testing/live-client.ts';
import { liveServer } from './testing/live-server.ts';

describe('the reference server', () => {
  it('greets, echoes, and streams a turn in order', async () => {
    await using server = await liveServer({ policy: 'graduated' });
    const client = await liveClient(server.url, { id: 'power-1.1.0' });
    expect(client.messages[0]).to.deep.equal({
      type: 'hello',
      connection: 'power-1.1.0',
      acks: true,
    });
    client.send({ type: 'echo', nonce: 'n' });
    await client.next((message) => message.type === 'echo' && message.nonce === 'n');
    const turn = { turn: 1, text: 'why?', tokens: 3, intervalMs: 1, thinkMs: 1, tools: 1 };
    client.send({ type: 'prompt', ...turn });
    await client.next(({ type }) => type === 'agent_completed');
    const events = client.messages.filter((message) => 'turn' in message);
    expect(events.map(({ type }) => type)).to.deep.equal([
      'agent_started',
      'agent_thinking',
      'tool_executing',
      'tool_completed',
      'ai_response',
      'ai_response',
      'ai_response',
      'agent_completed',
    ]);
    const seqs = events.map(({ seq }) => seq);
    expect(seqs).to.deep.equal(seqs.toSorted((a, b) => a - b));
    expect(client.lastSeq).to.be.at.least(8);
    client.socket.terminate();
  });

  it('refuses beyond the limit with a hint, and the incident’s policy without', async () => {
    for (const policy of ['graduated', 'conservative']) {
      await using server = await liveServer({ policy, 'manager-limit': '1' });
      const client = await liveClient(server.url, { id: 'one' });
      const { status, retryAfter, body } = await refusedUpgrade(server.url);
      expect(status).to.equal(503);
      expect(body['error']).to.equal('limit');
      expect(body['retryable']).to.equal(policy === 'graduated');
      expect(retryAfter).to.equal(policy === 'graduated' ? '1' : undefined);
      client.socket.terminate();
    }
  });

  it('refuses what it does not know with 400', async () => {
    await using server = await liveServer({});
    for (const query of ['?tier=gold', '?user=%20']) {
      expect((await refusedUpgrade(server.url + query)).status).to.equal(400);
    }
    const elsewhere = await refusedUpgrade(server.url.replace('/chat', '/nowhere'));
    expect(elsewhere.body).to.include({ error: 'bad-request', retryable: false });
  });

  it('closes a connection that sends nonsense, and stays up', async () => {
    await using server = await liveServer({});
    const nonsense: readonly (readonly [string | Buffer, number])[] = [
      ['no json', 1008],
      ['null', 1008],
      ['{"type":"ack","seq":-1}', 1008],
      ['{"type":"prompt","turn":1,"text":"","tokens":1e9}', 1008],
      [Buffer.from([1, 2, 3]), 1003],
      ['x'.repeat(70_000), 1009],
    ];
    for (const [index, [payload, code]] of nonsense.entries()) {
      const client = await liveClient(server.url, { id: `c-${String(index)}` });
      client.socket.send(payload);
      expect(await client.closed, String(payload).slice(0, 50)).to.equal(code);
    }
    const survivor = await liveClient(server.url, { id: 'survivor' });
    expect(server.hub.bench.slots.claimed).to.equal(1);
    survivor.socket.terminate();
  });

  it('survives a reset right after the upgrade request, and a frame that is none', async () => {
    await using server = await liveServer({});
    const { port } = new URL(server.url);
    const request = [
      'GET /chat HTTP/1.1',
      'Host: x',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      '\r\n',
    ].join('\r\n');
    const reset = connect(Number(port), '127.0.0.1');
    await once(reset, 'connect');
    reset.write(request);
    reset.resetAndDestroy();
    const garbage = connect(Number(port), '127.0.0.1');
    garbage.write(request);
    await once(garbage, 'data');
    garbage.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff]));
    garbage.resume();
    await once(garbage, 'close');
    const client = await liveClient(server.url, { id: 'after' });
    expect(server.hub.bench.registry.size).to.equal(1);
    client.socket.terminate();
  });

  it('wants the token on its admin port', async () => {
    await using server = await liveServer({ token: 'secret' });
    for (const headers of [{}, { authorization: 'Bearer other!' }]) {
      const response = await fetch(`${server.adminUrl}/census`, { headers });
      expect(response.status).to.equal(401);
    }
    expect(await server.admin('/census')).to.include({ claimed: 0, limit: 20 });
    for (const path of ['/nowhere', '//'])
      expect(await server.admin(path), path).to.deep.equal({ error: 'no such route' });
    expect(await server.admin('/probe', { connections: 3 })).to.have.property('error');
  });

  it('answers 400 on its admin port to a body that is no object', async () => {
    await using server = await liveServer({});
    const headers = { authorization: `Bearer ${server.token}` };
    for (const body of ['null', '[]', '3', '"x"', '{']) {
      const response = await fetch(`${server.adminUrl}/cleanup`, { method: 'POST', headers, body });
      expect(response.status, body).to.equal(400);
    }
  });

  it('drains: refuses newcomers, says 1001, and forces out who does not answer', async () => {
    const server = await liveServer({});
    const client = await liveClient(server.url, { id: 'polite' });
    const frozen = await liveClient(server.url, { id: 'frozen' });
    frozen.socket.pause();
    const drained = server.drain();
    expect(await client.closed).to.equal(1001);
    await drained;
    expect(server.hub.bench.registry.size).to.equal(0);
    frozen.socket.resume();
    await frozen.closed;
  });
});
