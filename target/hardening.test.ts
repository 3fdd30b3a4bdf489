import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { liveClient, refusedUpgrade } from './testing/live-client.ts';
import { liveServer } from './testing/live-server.ts';

function certificate(): { readonly flags: Readonly<Record<string, string>> } & Disposable {
  const directory = mkdtempSync(join(tmpdir(), 'target-tls-'));
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const files = ['-nodes', '-keyout', key, '-out', cert, '-subj', '/CN=localhost', '-days', '1'];
  execFileSync('openssl', [...request, ...files], { stdio: 'ignore' });
  return {
    flags: { 'tls-cert': cert, 'tls-key': key },
    [Symbol.dispose]: () => {
      rmSync(directory, { recursive: true });
    },
  };
}

describe('the public port', () => {
  it('speaks TLS when it has a certificate', async () => {
    using files = certificate();
    await using server = await liveServer(files.flags);
    expect(server.url).to.match(/^wss:/);
    const client = await liveClient(server.url, { id: 'one' });
    client.socket.terminate();
  });

  it('drains within the grace although a TLS handshake never ends', async () => {
    using files = certificate();
    const server = await liveServer({ ...files.flags, handshake: '60s' });
    const silent = connect(Number(new URL(server.url).port), '127.0.0.1').resume();
    await once(silent, 'connect');
    // Whoever comes later has been accepted later.
    const client = await liveClient(server.url, { id: 'one' });
    const closed = once(silent, 'close');
    await server.drain();
    await closed;
    expect(await client.closed).to.equal(1001);
  });

  it('lets pages of the named origins in, and programs', async () => {
    await using server = await liveServer({ origins: 'https://a.example, https://b.example' });
    const refused = await refusedUpgrade(server.url, { origin: 'https://evil.example' });
    expect([refused.status, refused.body['error']]).to.deep.equal([403, 'forbidden']);
    const page = await liveClient(server.url, {
      id: 'page',
      headers: { origin: 'https://b.example' },
    });
    const program = await liveClient(server.url, { id: 'program' });
    page.socket.terminate();
    program.socket.terminate();
  });

  it('wants the client token in the header or in the address', async () => {
    await using server = await liveServer({ 'client-token': 's3cret' });
    expect((await refusedUpgrade(server.url)).status).to.equal(401);
    expect((await refusedUpgrade(`${server.url}?access_token=s3creT`)).status).to.equal(401);
    const headers = { authorization: 'Bearer s3cret' };
    const client = await liveClient(server.url, { id: 'one', headers });
    client.socket.terminate();
  });

  it('ends sockets that say nothing, or half of a request, within the handshake deadline', async () => {
    await using server = await liveServer({ handshake: '200ms' });
    const port = Number(new URL(server.url).port);
    const silent = connect(port, '127.0.0.1').resume();
    const half = connect(port, '127.0.0.1').resume();
    half.write('GET /chat HTTP/1.1\r\nHost: x\r\nUpgr');
    const client = await liveClient(server.url, { id: 'complete' });
    await Promise.all([once(silent, 'close'), once(half, 'close')]);
    client.send({ type: 'echo', nonce: 'still here' });
    await client.next(({ type }) => type === 'echo');
    client.socket.terminate();
  });

  it('answers odd addresses with a refusal, not with its end', async () => {
    await using server = await liveServer({});
    const port = Number(new URL(server.url).port);
    for (const address of ['//', '/chat?tier=%', 'http://[', '/%zz']) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      const lines = [
        `GET ${address} HTTP/1.1`,
        'Host: x',
        'Upgrade: websocket',
        'Connection: Upgrade',
        '\r\n',
      ];
      socket.write(lines.join('\r\n'));
      const [data] = (await once(socket, 'data')) as [Buffer];
      expect(data.toString()).to.match(/^HTTP\/1\.1 400/);
      socket.destroy();
    }
    expect(server.hub.bench.slots.claimed).to.equal(0);
  });

  it('says whether it is alive and ready', async () => {
    const server = await liveServer({});
    const address = server.url.replace('ws:', 'http:').replace('/chat', '');
    expect((await fetch(`${address}/healthz`)).status).to.equal(200);
    expect((await fetch(`${address}/readyz?probe=1`)).status).to.equal(200);
    expect((await fetch(`${address}/chat`)).status).to.equal(426);
    await server.drain();
  });

  it('answers plainly who offers another protocol on the way', async () => {
    await using server = await liveServer({});
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const offer = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMA'];
    socket.write(['GET /healthz HTTP/1.1', 'Host: x', ...offer, '\r\n'].join('\r\n'));
    const [data] = (await once(socket, 'data')) as [Buffer];
    expect(data.toString()).to.match(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  it('drains with the restart code when told to', async () => {
    const server = await liveServer({ 'drain-code': '1012' });
    const client = await liveClient(server.url, { id: 'one' });
    await server.drain();
    expect(await client.closed).to.equal(1012);
  });
});

describe('the metrics', () => {
  it('are in Prometheus’s format and count what happened', async () => {
    await using server = await liveServer({ 'manager-limit': '1', policy: 'conservative' });
    const client = await liveClient(server.url, { id: 'one', tier: 'power' });
    await refusedUpgrade(server.url);
    const headers = { authorization: `Bearer ${server.token}` };
    const response = await fetch(`${server.adminUrl}/metrics`, { headers });
    expect(response.headers.get('content-type')).to.contain('version=0.0.4');
    const text = await response.text();
    expect(text).to.contain('ws_target_slots_claimed 1\n');
    expect(text).to.contain('ws_target_admitted_total{kind="power"} 1\n');
    expect(text).to.contain('ws_target_refused_total{kind="limit"} 1\n');
    expect((await fetch(`${server.adminUrl}/metrics`)).status).to.equal(401);
    client.socket.terminate();
  });
});
