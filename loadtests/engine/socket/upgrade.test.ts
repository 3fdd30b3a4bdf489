import { expect } from 'chai';
import { parseHead, upgradeRequest } from './upgrade.ts';

const accept = (letter: string): string => `${letter.repeat(27)}=`;
const answer = (accepted: string, more = 'X-Node: a'): Buffer =>
  Buffer.from(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accepted}\r\n${more}\r\n\r\n`,
  );

describe('the answer to an upgrade', () => {
  it('is that of its own connection where the server says the same to all', () => {
    const bytes = answer(accept('a')).length;
    for (const letter of ['a', 'b', 'c'])
      expect(parseHead(answer(accept(letter)))).to.deep.equal({
        status: 101,
        statusText: 'Switching Protocols',
        headers: {
          upgrade: 'websocket',
          connection: 'Upgrade',
          'sec-websocket-accept': accept(letter),
          'x-node': 'a',
        },
        headBytes: bytes,
      });
  });

  it('is read anew where anything else differs', () => {
    parseHead(answer(accept('a')));
    expect(parseHead(answer(accept('b'), 'X-Node: b'))?.headers).to.include({ 'x-node': 'b' });
    const refusal = parseHead(Buffer.from('HTTP/1.1 503 Full\r\nRetry-After: 2\r\n\r\n'));
    expect(refusal?.status).to.equal(503);
    expect(parseHead(answer(`${'c'.repeat(12)}\r\nX-More: ${'d'.repeat(6)}`))?.headers).to.include({
      'sec-websocket-accept': 'c'.repeat(12),
      'x-more': 'd'.repeat(6),
    });
  });
});

describe('the upgrade request', () => {
  it('keeps headers of the script, its own Host too, each in one line', () => {
    const headers = { host: 'other', Upgrade: 'h2c', 'X-A': 'one\r\nX-B: two' };
    const request = { ...{ host: 'here', path: '/p', headers }, offersDeflate: false };
    const lines = upgradeRequest(request, 'key').split('\r\n');
    expect(lines).to.deep.equal([
      ...['GET /p HTTP/1.1', 'Host: other', 'Upgrade: websocket', 'Connection: Upgrade'],
      ...['Sec-WebSocket-Key: key', 'Sec-WebSocket-Version: 13', 'X-A: one X-B: two', '', ''],
    ]);
  });
});
