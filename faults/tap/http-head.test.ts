import { expect } from 'chai';
import {
  answerBody,
  headEnd,
  readStatus,
  readUpgrade,
  requestBody,
  rewriteHead,
  type UpgradeRequest,
} from './http-head.ts';

function request(...lines: readonly string[]): string {
  return ['GET /chat?user=7 HTTP/1.1', 'Host: a:1', ...lines, '', ''].join('\r\n');
}

function rewrite(upgrade: UpgradeRequest | undefined, id: string): string {
  return upgrade === undefined ? '' : rewriteHead(upgrade, id).toString();
}

describe('the head of an HTTP message', () => {
  it('ends behind its empty line', () => {
    expect(headEnd(Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n'))).to.equal(-1);
    expect(headEnd(Buffer.from('GET / HTTP/1.1\r\n\r\nbody'))).to.equal(18);
  });

  it('asks for a WebSocket only with its upgrade header', () => {
    expect(readUpgrade(request('Upgrade: WebSocket'))).not.to.equal(undefined);
    expect(readUpgrade(request('Upgrade: h2c'))).to.equal(undefined);
    expect(readUpgrade(request())).to.equal(undefined);
  });

  it('loses the offer of extensions, keeps everything else as it was, and carries the id', () => {
    const upgrade = readUpgrade(
      request('upgrade: websocket', 'Sec-WebSocket-Extensions: permessage-deflate', 'X-Odd:  1 '),
    );
    expect(upgrade?.connection).to.equal(undefined);
    expect(rewrite(upgrade, 'tap-1')).to.equal(
      request('upgrade: websocket', 'X-Odd:  1 ', 'x-chaos-connection: tap-1'),
    );
  });

  it('takes the name the client gave, once, and only a name that is one', () => {
    const named = readUpgrade(
      request('Upgrade: websocket', 'X-Chaos-Connection: power-1.2.0', 'X-Last: 1'),
    );
    expect(named?.connection).to.equal('power-1.2.0');
    const sent = rewrite(named, 'power-1.2.0');
    expect(sent.match(/x-chaos-connection/gi)).to.have.length(1);
    const strange = readUpgrade(request('Upgrade: websocket', 'x-chaos-connection: a b\u0000'));
    expect(strange?.connection).to.equal(undefined);
    expect(rewrite(strange, 'tap-1')).to.equal(
      request('Upgrade: websocket', 'x-chaos-connection: tap-1'),
    );
  });

  it('has a status in an answer, and 0 in anything else', () => {
    expect(readStatus(Buffer.from('HTTP/1.1 101 Switching Protocols\r\n'))).to.equal(101);
    expect(readStatus(Buffer.from('SSH-2.0-OpenSSH_9.9\r\n'))).to.equal(0);
  });

  it('says how long a request is, where that can be told', () => {
    expect(requestBody(request())).to.equal(0);
    expect(requestBody(request('Content-Length: 12'))).to.equal(12);
    expect(requestBody(request('transfer-encoding:  Chunked'))).to.equal('chunked');
    for (const odd of [
      request('content-length: 1', 'content-length: 2'),
      request('content-length: 1', 'transfer-encoding: chunked'),
      request('content-length: -1'),
      request('transfer-encoding: gzip'),
      'CONNECT a:1 HTTP/1.1\r\n\r\n',
      'GET / HTTP/1.0\r\n\r\n',
      'SSH-2.0-OpenSSH_9.9\r\n\r\n',
    ])
      expect(requestBody(odd), odd).to.equal(undefined);
  });

  it('says how long an answer is, by itself and by what was asked', () => {
    const answer = (status: number, ...lines: readonly string[]): string =>
      [`HTTP/1.1 ${status} Any`, ...lines, '', ''].join('\r\n');
    expect(answerBody(answer(200, 'content-length: 7'), 'GET')).to.equal(7);
    expect(answerBody(answer(200, 'content-length: 7'), 'HEAD')).to.equal(0);
    expect(answerBody(answer(200, 'transfer-encoding: chunked'), 'GET')).to.equal('chunked');
    expect(answerBody(answer(304, 'content-length: 7'), 'GET')).to.equal(0);
    expect(answerBody(answer(204), 'GET')).to.equal(0);
    expect(answerBody(answer(200), 'GET')).to.equal('until-close');
    expect(answerBody(answer(200, 'transfer-encoding: gzip'), 'GET')).to.equal('until-close');
  });
});
