import { expect } from 'chai';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChaosError } from '../../../harness/contracts/errors.ts';
import { runScript, type ScriptRun } from '../testing/run-script.ts';
import { digestChallenge, digestHeader } from './digest-auth.ts';

/** The example of RFC 7616, section 3.9.1. */
const realm = 'http-auth@example.org';
const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
const opaque = 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS';
const challengeOf = (algorithm: string): string =>
  `Digest realm="${realm}", qop="auth, auth-int", algorithm=${algorithm}, nonce="${nonce}", opaque="${opaque}"`;
const request = {
  ...{ method: 'GET', uri: '/dir/index.html', username: 'Mufasa', password: 'Circle of Life' },
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};
const answerTo = (challenge: string): string => {
  const parts = digestChallenge(challenge);
  return parts === undefined ? 'none' : digestHeader(parts, request);
};

describe('HTTP authentication', () => {
  it('answers the challenges of the RFC', () => {
    expect(answerTo(challengeOf('MD5'))).to.include('response="8ca523f5e9506fed4657c9700eebdbec"');
    const sha = answerTo(challengeOf('SHA-256'));
    expect(sha).to.include(
      'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"',
    );
    expect(sha)
      .to.include(`opaque="${opaque}"`)
      .and.to.include('qop=auth, nc=00000001, cnonce="f2/');
  });

  it('takes the first challenge it can answer, or none', () => {
    const two = `Basic realm="x", Digest realm="y", nonce="n", algorithm=SHA-512-256, ${challengeOf('MD5')}`;
    expect(answerTo(two)).to.include('8ca523f5e9506fed4657c9700eebdbec');
    expect(answerTo('Basic realm="x"')).to.equal('none');
    expect(answerTo('Digest realm="y", nonce="n", qop="auth-int"')).to.equal('none');
  });

  /** The server asks for Digest, and wants what the client must then send. */
  async function run(body: string): Promise<ScriptRun & { seen: (string | undefined)[] }> {
    const seen: (string | undefined)[] = [];
    const server = createServer(({ headers, url = '', method = '' }, response) => {
      const { authorization } = headers;
      seen.push(authorization);
      if (url === '/basic') {
        response.end('ok');
        return;
      }
      const challenge = `Digest realm="r", nonce="n1", qop="auth"`;
      const cnonce = /cnonce="([^"]*)"/.exec(authorization ?? '')?.[1] ?? '';
      const parts = digestChallenge(challenge) ?? {};
      const login = { username: 'a@b', password: 'p:w', cnonce };
      const isRight = authorization === digestHeader(parts, { method, uri: url, ...login });
      if (isRight) response.end('welcome');
      else response.writeHead(401, { 'WWW-Authenticate': challenge }).end('who?');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const ran = await runScript(
        `import http from 'k6/http'; const U = 'http://a%40b:p%3Aw@${host}', W = 'http://a:wrong@${host}';
         export default () => { ${body} };`,
      );
      return { ...ran, seen };
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it('is by Digest where a request says so, with one request for the challenge', async () => {
    const { lines, seen, values } = await run(
      `console.log(http.get(U + '/x?y=1', { auth: 'digest' }).body, http.post(U + '/p', 'b', { auth: 'digest' }).status);
       console.log(http.get(W + '/x', { auth: 'digest' }).status);`,
    );
    expect(lines).to.deep.equal(['welcome 200', '401']);
    expect(seen.map((each) => each?.slice(0, 6))).to.deep.equal([
      undefined,
      'Digest',
      undefined,
      'Digest',
      undefined,
      'Digest',
    ]);
    expect(values('http_reqs')['count']).to.equal(3);
  });

  it('is Basic otherwise, with names and passwords as they are', async () => {
    const { seen } = await run(`http.get(U + '/basic');`);
    expect(seen).to.deep.equal([`Basic ${Buffer.from('a@b:p:w').toString('base64')}`]);
  });

  it('is refused for NTLM, at the start where the script says so', async () => {
    const error: unknown = await run(`\nhttp.get(U, { auth: 'ntlm' });`).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(ChaosError);
    const { code, message, position } = error as ChaosError;
    expect(code).to.equal('CHAOS_ERR_LOAD_UNSUPPORTED');
    expect(message).to.equal('NTLM authentication is not supported');
    expect(position).to.include({ line: 3, column: 15 });
    const { errors } = await run(`http.get(U, { auth: ['nt', 'lm'].join('') });`);
    expect(errors[0]).to.match(/^Error: authentication by "ntlm" is not supported/);
  });
});
