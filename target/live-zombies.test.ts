import { expect } from 'chai';
import { liveClient, type LiveClient } from './testing/live-client.ts';
import { liveServer, type LiveServer } from './testing/live-server.ts';

async function clients(server: LiveServer, names: readonly string[]): Promise<LiveClient[]> {
  return Promise.all(names.map((id) => liveClient(server.url, { id })));
}

const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index + 1)}`);

async function closesOf(gone: readonly LiveClient[]): Promise<number[]> {
  return Promise.all(gone.map(({ closed }) => closed));
}

describe('zombies on real sockets', () => {
  for (const mode of ['throw', 'hang', 'drop']) {
    it(`are removed when their emitter stalls (${mode}), and nobody else is`, async () => {
      await using server = await liveServer({ policy: 'graduated' });
      const healthy = await clients(server, names('healthy', 5));
      const stalled = await clients(server, names('stalled', 3));
      const ids = names('stalled', 3);
      await server.admin('/fault-points/emit', { connections: ids, mode });
      expect(await closesOf(stalled)).to.deep.equal([1006, 1006, 1006]);
      expect(server.hub.bench.slots.claimed).to.equal(5);
      expect(healthy.every(({ socket }) => socket.readyState === 1)).to.equal(true);
    });
  }

  it('are removed when the client falls silent', async () => {
    await using server = await liveServer({ policy: 'graduated' });
    const [healthy, silent] = await clients(server, ['healthy', 'silent']);
    silent?.fallSilent();
    expect(await silent?.closed).to.equal(1006);
    expect(healthy?.socket.readyState).to.equal(1);
    const { records } = server.hub.bench.log.since(0);
    expect(
      records.map(({ trigger, level, removed }) => ({ trigger, level, removed })),
    ).to.deep.equal([{ trigger: 'sweep', level: 'moderate', removed: 1 }]);
  });

  it('are all kept by the conservative policy', async () => {
    await using server = await liveServer({ policy: 'conservative', sweep: '500ms' });
    const [stalled, silent] = await clients(server, ['stalled', 'silent']);
    silent?.fallSilent();
    await server.admin('/fault-points/emit', { connections: ['stalled'], mode: 'throw' });
    await server.admin('/probe', { connections: ['stalled', 'silent'], nonce: 'n' });
    // Three background cleanups later both are still there.
    while (server.hub.bench.log.since(0).records.length < 3) await tick(server);
    expect(server.hub.bench.slots.claimed).to.equal(2);
    expect(stalled?.socket.readyState).to.equal(1);
    expect(stalled?.messages.map(({ type }) => type)).to.deep.equal(['hello']);
  });
});

async function tick(server: LiveServer): Promise<void> {
  await new Promise<void>((resolve) => {
    server.hub.bench.clock.after(50, resolve);
  });
}
