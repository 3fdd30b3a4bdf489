import { expect } from 'chai';
import { systemClock } from '../../harness/process/system-clock.ts';
import { rawConnect, rawServer } from '../testing/raw-socket.ts';
import { Ledger } from './ledger.ts';
import { listenTap } from './listen.ts';
import { matcherOf, RequestMatches } from './request-matches.ts';

const head = (target: string, ...headers: string[]): string =>
  [`GET ${target} HTTP/1.1`, 'Host: x', ...headers, '', ''].join('\r\n');

describe('requests that are watched for', () => {
  it('match a path, and the query where the pattern has one', () => {
    const request = head('/chat/room.1?user=a&tier=gold');
    for (const path of ['/chat*', '*', '/chat/room.1', '/chat/room.1?*tier=gold', '*?user=a&*'])
      expect(matcherOf({ path })(request), path).to.equal(true);
    for (const path of ['/chat', '/chat/roomX1', '/chat/room.1?tier=gold', '*gold'])
      expect(matcherOf({ path })(request), path).to.equal(false);
  });

  it('match a header by a name in any case', () => {
    const request = head('/', 'X-Tenant:  Acme (EU) ', 'x-tenancy: other');
    for (const header of ['x-tenant: Acme*', 'X-TENANT: *(EU)', 'x-tenant: Acme (EU)'])
      expect(matcherOf({ header })(request), header).to.equal(true);
    for (const header of ['x-tenant: Acme', 'tenant: *', 'x-tenant: acme*', 'get /: *'])
      expect(matcherOf({ header })(request), header).to.equal(false);
  });

  it('match both where both are asked for', () => {
    const matches = matcherOf({ path: '/a', header: 'x: 1' });
    expect([head('/a', 'x: 1'), head('/a', 'x: 2'), head('/b', 'x: 1')].map(matches)).to.deep.equal(
      [true, false, false],
    );
  });

  it('are those of open connections, by name', async () => {
    const server = await rawServer();
    const ledger = new Ledger(systemClock, () => undefined);
    const requests = new RequestMatches(ledger);
    requests.watch('gold', { path: '/gold*' });
    const tap = await listenTap({ host: '127.0.0.1', port: server.port }, ledger);
    const open = async (target: string, id: string) => {
      const client = await rawConnect(tap.port);
      client.socket.write(head(target, 'Upgrade: websocket', `x-chaos-connection: ${id}`));
      const peer = await server.accept();
      await peer.until((bytes) => bytes.includes('\r\n\r\n'));
      peer.socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      await client.until((bytes) => bytes.includes('\r\n\r\n'));
      return { client, peer };
    };
    const first = await open('/gold/1', 'a');
    await open('/silver', 'b');
    await open('/gold/2', 'c');
    expect(requests.matching('gold')).to.deep.equal(['a', 'c']);
    first.peer.socket.resetAndDestroy();
    await first.client.ended;
    while (requests.matching('gold').length > 1) await new Promise((look) => setImmediate(look));
    expect(requests.matching('gold')).to.deep.equal(['c']);
    expect(requests.matching('nothing')).to.deep.equal([]);
    server.close();
    await tap.close();
  });
});
