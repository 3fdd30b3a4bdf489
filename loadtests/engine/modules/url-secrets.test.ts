import { expect } from 'chai';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLoad } from '../cli/run-load.ts';
import { OptionsError } from '../options/options-error.ts';
import { monotonicMs } from '../timers.ts';
import { SecretSources } from './secret-sources.ts';

describe('secrets from a URL', () => {
  let server: Server;
  let url: string;
  let asked: IncomingMessage[];
  /** Statuses of the next answers; 200 afterwards. */
  let statuses: number[];
  let directory: string;
  beforeEach(async () => {
    [asked, statuses] = [[], []];
    server = createServer((request, response) => {
      asked.push(request);
      const key = (request.url ?? '').split('/').at(-1) ?? '';
      response.writeHead(statuses.shift() ?? 200);
      response.end(
        request.url?.startsWith('/json') === true
          ? `{"data":{"value":"hush-${key}"}}`
          : `hush-${key}`,
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-secrets-'));
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await rm(directory, { recursive: true });
  });

  const errorOf = async (secret: string | Promise<string>): Promise<string> => {
    try {
      return `got ${await secret}`;
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('are the whole answer, or what a path leads to', async () => {
    const plain = new SecretSources([`url=urlTemplate=${url}/v/{key}`]);
    expect(await plain.get('a b')).to.equal('hush-a%20b');
    const path = 'responsePath=data.value';
    const json = new SecretSources([
      `url=name=j,urlTemplate=${url}/json/{key},method=POST,headers.X-A=1,${path}`,
    ]);
    expect(await json.get('k', 'j')).to.equal('hush-k');
    expect([asked[1]?.method, asked[1]?.headers['x-a']]).to.deep.equal(['POST', '1']);
    const wrong = new SecretSources([`url=urlTemplate=${url}/json/{key},responsePath=nope`]);
    expect(await errorOf(wrong.get('k'))).to.equal(
      'no secret `k` from source `url-1`: no text at `nope` in the answer',
    );
  });

  it('are configured by variables, a file and the flag, each stronger than the one before', async () => {
    const file = join(directory, 'secrets.json');
    await writeFile(
      file,
      JSON.stringify({
        urlTemplate: `${url}/file/{key}`,
        headers: { 'X-A': 'file', 'X-B': 'file' },
      }),
    );
    const env = {
      K6_SECRET_SOURCE_URL_URL_TEMPLATE: `${url}/env/{key}`,
      K6_SECRET_SOURCE_URL_HEADER_AUTHORIZATION: 'Bearer env',
      K6_SECRET_SOURCE_URL_RESPONSE_PATH: '',
    };
    expect(await new SecretSources(['url'], env).get('k')).to.equal('hush-k');
    expect(await new SecretSources([`url=config=${file},headers.X-B=flag`], env).get('k')).to.equal(
      'hush-k',
    );
    expect(asked.map((request) => request.url)).to.deep.equal(['/env/k', '/file/k']);
    expect(asked[1]?.headers).to.include({
      authorization: 'Bearer env',
      'x-a': 'file',
      'x-b': 'flag',
    });
  });

  it('are asked for again where the server has trouble, and not where there is none', async () => {
    const source = (): SecretSources =>
      new SecretSources([`url=urlTemplate=${url}/{key},retryBackoff=10ms,maxRetries=2`]);
    statuses = [500, 429];
    expect(await source().get('k')).to.equal('hush-k');
    statuses = [503, 503, 503];
    expect(await errorOf(source().get('k'))).to.equal(
      'no secret `k` from source `url-1`: the server answered 503',
    );
    statuses = [404];
    expect(await errorOf(source().get('k'))).to.match(/the server answered 404$/);
    expect(asked).to.have.length(7);
    const dead = new SecretSources([
      'url=urlTemplate=http://127.0.0.1:1/{key},retryBackoff=1ms,maxRetries=1',
    ]);
    expect(await errorOf(dead.get('k'))).to.match(
      /no secret `k` from source `url-1`: .*ECONNREFUSED/,
    );
  });

  it('are asked for once in a test, and again after an error', async () => {
    const source = new SecretSources([`url=urlTemplate=${url}/{key},maxRetries=0`]);
    statuses = [500];
    expect(await errorOf(source.get('k'))).to.match(/500$/);
    expect(await Promise.all([source.get('k'), source.get('k')])).to.deep.equal([
      'hush-k',
      'hush-k',
    ]);
    expect(asked).to.have.length(2);
  });

  it('wait where they are asked for too often', async () => {
    const source = new SecretSources([
      `url=urlTemplate=${url}/{key},requestsPerMinuteLimit=600,requestsBurst=2`,
    ]);
    const startMs = monotonicMs();
    await Promise.all(['a', 'b', 'c', 'd'].map(async (key) => source.get(key)));
    expect(monotonicMs() - startMs).to.be.at.least(190);
  });

  it('stay out of the log of a run, also over workers', async () => {
    const script = join(directory, 's.js');
    await writeFile(
      script,
      `import secrets from 'k6/secrets'; export default async () => { const s = await secrets.get('k'); console.log(s.length, s); };`,
    );
    for (const more of [[], ['--workers', '2', '-u', '2']]) {
      let err = '';
      const ports = {
        stdout: () => undefined,
        stderr: (text: string) => {
          err += text;
        },
        env: { K6_SECRET_SOURCE_URL_URL_TEMPLATE: `${url}/{key}` },
      };
      expect(await runLoad([script, '-q', '--secret-source=url', ...more], ports), err).to.equal(0);
      expect(err).to.include('INFO  6 ***SECRET_REDACTED***');
      expect(err).not.to.include('hush');
    }
  });

  for (const [text, why] of [
    ['url', /needs a `urlTemplate`/],
    ['url=urlTemplate=http://h/k', /with `\{key\}` in it/],
    ['url=urlTemplate=http://h/{key},token=x', /no parameter `token`/],
    ['url=urlTemplate=http://h/{key},timeout=soon', /timeout/],
    ['url=urlTemplate=http://h/{key},maxRetries=-1', /`maxRetries`.*from 0/],
    ['url=config=/no/such/file', /cannot read the URL secret source/],
  ] as const)
    it(`are refused: ${text}`, () => {
      expect(() => new SecretSources([text])).to.throw(OptionsError, why);
    });
});
