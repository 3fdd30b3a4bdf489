import { once } from 'node:events';
import { mkdtempDisposable, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  certifiedName,
  testCertificate,
  type TestCertificate,
} from '../../faults/testing/test-certificate.ts';
import { systemClock } from '../process/system-clock.ts';
import { judgedScenarioCli, runCli } from './run-cli.ts';

const scenarioOn = (port: number, tls: string): string => `
name: secure-server
seed: 5
target: { url: 'wss://127.0.0.1:${String(port)}/', tls: ${tls} }
tap: { processes: 2 }
load: { users: { returning: 8 }, activity: idle }
phases: { baseline: 1s, chaos: 3s, recovery: 500ms }
faults: [{ inject: half-open-socket, at: 200ms, on: { count: 3 } }]
serviceLevel: { reclaimWithin: 2s }
`;

/** Pings, and ends who did not answer the last one. */
async function heartbeat(server: WebSocketServer, signal: AbortSignal): Promise<void> {
  const alive = new WeakSet<WebSocket>();
  server.on('connection', (socket) => {
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    socket.on('error', () => undefined);
  });
  while (!signal.aborted) {
    await systemClock.delay(300);
    for (const socket of server.clients) {
      if (alive.delete(socket)) socket.ping();
      else socket.terminate();
    }
  }
}

describe('a server that speaks TLS, behind a tap of two processes', () => {
  let certificate: TestCertificate;
  let https: Server;
  const over = new AbortController();
  before(async function () {
    certificate = testCertificate(this);
    https = createServer(certificate).listen(0, '127.0.0.1');
    void heartbeat(new WebSocketServer({ server: https }), over.signal);
    await once(https, 'listening');
  });
  after(async () => {
    over.abort();
    https.closeAllConnections();
    https.close();
    await rm(certificate.folder, { recursive: true });
  });
  const port = (): number => (https.address() as AddressInfo).port;

  it('is hurt and judged as any other, where its certificate is trusted', async function () {
    this.timeout(60_000);
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-secure-'));
    const scenario = join(directory.path, 'scenario.yaml');
    await writeFile(join(directory.path, 'ca.pem'), certificate.cert);
    await writeFile(scenario, scenarioOn(port(), `{ ca: ./ca.pem, servername: ${certifiedName} }`));
    const { verdict, stdout } = await judgedScenarioCli({
      scenario,
      directory: join(directory.path, 'run'),
    });
    expect(verdict, stdout).to.include({ outcome: 'pass', clean: true });
    expect(verdict.matrix.zombies).to.include({ injected: 3, reclaimed: 3 });
    expect(verdict.matrix.healthy).to.include({ kept: 5, killed: 0 });
  });

  it('is refused with the reason where it is not', async function () {
    this.timeout(60_000);
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-secure-'));
    const scenario = join(directory.path, 'scenario.yaml');
    await writeFile(scenario, scenarioOn(port(), '{}'));
    const { exitCode, stdout } = await runCli([
      'run',
      scenario,
      '--out',
      join(directory.path, 'run'),
    ]);
    expect(exitCode, stdout).to.be.oneOf([1, 2]);
    expect(stdout).to.contain('self-signed certificate');
  });
});
