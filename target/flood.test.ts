import { once } from 'node:events';
import { expect } from 'chai';
import { liveClient } from './testing/live-client.ts';
import { liveServer } from './testing/live-server.ts';

/** Long intervals: no probe and no ping finds the client out before its queue does. */
const patient = { heartbeat: '60s', probe: '60s', 'queue-bytes': '262144' };
const reason = 'too many bytes wait for it';

describe('a client that asks and never reads', () => {
  it('is removed when too many echoes wait for it, and others are served', async () => {
    await using server = await liveServer(patient);
    const { registry, counters } = server.hub.bench;
    const other = await liveClient(server.url, { id: 'other' });
    const { socket } = await liveClient(server.url, { id: 'flooder' });
    const { wire } = registry.find('flooder')!;
    socket.on('error', () => undefined);
    socket.pause();
    const gone = once(socket, 'close');
    let most = 0;
    const ask = (): void => {
      if (registry.find('flooder') === undefined) return;
      most = Math.max(most, wire.bufferedAmount);
      const message = JSON.stringify({ type: 'echo', nonce: 'x'.repeat(60_000) });
      socket.send(message, () => setImmediate(ask));
    };
    ask();
    while (counters.get('removed', reason) === 0 && most < 50_000_000) {
      other.send({ type: 'echo', nonce: 'ping' });
      await once(other.socket, 'message');
    }
    expect(counters.get('removed', reason)).to.equal(1);
    socket.resume();
    await gone;
    other.socket.terminate();
  });

  it('is removed when too many pongs wait for it', async () => {
    await using server = await liveServer(patient);
    const { registry, counters } = server.hub.bench;
    const { socket, closed } = await liveClient(server.url, { id: 'flooder' });
    // The kernel takes 4 MB before anything waits here; that many pongs are a matter of minutes.
    Object.defineProperty(registry.find('flooder')!.wire, 'bufferedAmount', { value: 300_000 });
    socket.ping();
    await closed;
    expect(counters.get('removed', reason)).to.equal(1);
  });
});
