import { expect } from 'chai';
import { startEchoServer, type EchoServer } from '../testing/echo-server.ts';
import { runScript, type ScriptRun, type ScriptSettings } from '../testing/run-script.ts';

/** Vectors 47–49 and 61 of the k6 reference, and the HTTP that WebSocket scripts use. */
describe('k6/ws, k6/http, k6/crypto, k6/encoding', () => {
  let server: EchoServer;
  beforeEach(async () => {
    server = await startEchoServer();
  });
  afterEach(() => server[Symbol.asyncDispose]());

  const run = (body: string, settings: ScriptSettings = {}): Promise<ScriptRun> =>
    runScript(
      `import ws from 'k6/ws'; import http from 'k6/http'; import { check, sleep, group } from 'k6';
       const B = __ENV.B, H = __ENV.H; export default function () { ${body} }`,
      { ...settings, env: { B: server.url, H: server.httpUrl } },
    );

  it('blocks in connect until the session is over (47)', async () => {
    const { lines } = await run(`const r = ws.connect(B + '/echo', {}, (s) => {
        s.on('open', () => s.send('x')); s.on('message', (m) => { console.log(m); s.close(); }); });
      console.log(r.status);`);
    expect(lines).to.deep.equal(['x', '101']);
    expect(server.closes).to.deep.equal([[1001, '']]);
  });

  it('gives sessions timers of their own, which end with them (48)', async () => {
    const { lines } =
      await run(`ws.connect(B + '/echo', null, (s) => { s.setTimeout(() => console.log(1), 30);
        s.setTimeout(() => s.close(), 60); s.setTimeout(() => console.log(2), 60_000); });
      console.log('returned');`);
    expect(lines).to.deep.equal(['1', 'returned']);
  });

  it('returns the status of a refusal instead of throwing (49)', async () => {
    const { lines } = await run(`const r = ws.connect(B + '/deny', {}, () => console.log('never'));
      console.log(r.status, check(r, { 101: (r) => r && r.status === 101 }));`);
    expect(lines).to.deep.equal(['403 false']);
    const thrown = await run(
      `try { ws.connect(B + '/deny', {}, () => {}); } catch (e) { console.log('thrown', e.message); }`,
      {
        options: { throw: true },
      },
    );
    expect(thrown.lines).to.deep.equal(['thrown websocket: bad handshake']);
  });

  it('freezes global timers while a session runs', async () => {
    const { lines } = await run(`setTimeout(() => console.log('global'), 10);
      ws.connect(B + '/echo', {}, (s) => { s.setTimeout(() => { console.log('own'); s.close(); }, 60); });
      console.log('after');`);
    expect(lines).to.deep.equal(['own', 'after', 'global']);
  });

  it('sleeps inside a session without losing its messages', async () => {
    const { lines } = await run(`ws.connect(B + '/echo', {}, (s) => {
      s.on('open', () => { s.send('x'); sleep(0.08); console.log('slept'); });
      s.on('message', (m) => { console.log(m); s.close(); }); });`);
    expect(lines).to.deep.equal(['slept', 'x']);
  });

  it('makes requests one after the other, in helpers and groups', async () => {
    const { lines, values, samples } = await run(`
      const login = () => http.post(H + '/login', { user: 'a b', n: 1 }, { headers: { 'X-T': 't' } }).json();
      group('auth', () => { const r = login(); console.log(r.method, r.body, r.headers['x-t'], r.headers['content-type']); });
      const j = http.get(H + '/json'); console.log(j.status, j.json('a.b.1'), j.headers['Content-Type'], j.timings.duration > 0);
      const f = http.get(H + '/status/500'); console.log(f.status, f.error_code);`);
    expect(lines).to.deep.equal([
      'POST user=a+b&n=1 t application/x-www-form-urlencoded',
      '200 2 application/json true',
      '500 1500',
    ]);
    expect(values('http_reqs')['count']).to.equal(3);
    expect(values('http_req_failed')).to.include({ passes: 1, fails: 2 });
    const first = samples.find(({ metric }) => metric.name === 'http_reqs');
    expect(first?.tags).to.include({ group: '::auth', method: 'POST', status: '200' });
  });

  it('gives up slow and dead servers with the codes of k6', async () => {
    const { lines, warnings } = await run(`
      const slow = http.get(H + '/delay/2000', { timeout: 50 }); console.log(slow.status, slow.error_code);
      const dead = http.get('http://127.0.0.1:1/'); console.log(dead.status, dead.error_code, dead.error.length > 0);`);
    expect(lines).to.deep.equal(['0 1050', '0 1212 true']);
    expect(warnings.some((text) => text.startsWith('request failed: GET'))).to.equal(true);
  });

  it('keeps cookies, follows redirects, and sends batches at once', async () => {
    const { lines } =
      await run(`http.get(H + '/set-cookie'); console.log(http.get(H + '/x').json('headers.cookie'));
      const r = http.get(H + '/redirect'); console.log(r.url.endsWith('/json'), r.status);
      console.log(http.get(H + '/redirect', { redirects: 0 }).status);
      const all = http.batch([H + '/json', ['GET', H + '/status/404'], { method: 'PUT', url: H + '/y', body: 'z' }]);
      console.log(all.map((r) => r.status).join(), all[2].json('body'));
      const named = http.batch({ one: H + '/json' }); console.log(named.one.status);`);
    expect(lines).to.deep.equal(['a=1; b=2', 'true 200', '302', '200,404,200 z', '200']);
  });

  it('makes requests in setup and teardown', async () => {
    const { lines } = await runScript(
      `import http from 'k6/http';
       export function setup() { return { status: http.get(__ENV.H + '/json').status }; }
       export default (data) => console.log(data.status);
       export function teardown() { console.log(http.get(__ENV.H + '/status/201').status); }`,
      { env: { H: server.httpUrl } },
    );
    expect(lines).to.deep.equal(['200', '201']);
  });

  it('sends requests that do not block', async () => {
    const { lines } = await runScript(
      `import http from 'k6/http';
       export default async () => { const r = await http.asyncRequest('GET', __ENV.H + '/json'); console.log(r.status); };`,
      { env: { H: server.httpUrl } },
    );
    expect(lines).to.deep.equal(['200']);
  });

  it('reads and writes what base64 is, and nothing else', async () => {
    const { lines } = await runScript(
      `import { b64encode, b64decode } from 'k6/encoding'; import { md5 } from 'k6/crypto';
       const t = (f) => { try { return f(); } catch (e) { return e.message; } };
       export default () => {
         console.log(b64encode(new Uint8Array([9, 1, 2, 9]).subarray(1, 3)), b64encode('ü', 'rawurl'), b64encode(''));
         console.log(b64decode('aGk=', 'std', 's'), b64decode('aGk', 'rawstd', 's'), b64decode('_-_-', 'url').byteLength, b64decode('aG\\nk=', 'std', 's'), b64decode('', 'std', 's') === '');
         for (const [text, variant] of [['aGk', 'std'], ['aGk=', 'rawstd'], ['_-_-', 'std'], ['+/+/', 'url'], ['!!!!', 'std'], ['a', 'rawurl'], ['a===', 'std'], ['=aGk', 'std'], ['a_k=', 'std']])
           console.log(t(() => b64decode(text, variant, 's')));
         console.log(t(() => b64encode(5)), t(() => b64decode(5)), t(() => md5(5, 'hex')));
       };`,
      { name: 'script.js' },
    );
    const no = (text: string, variant: string): string =>
      `not base64 of the variant ${variant} (${variant.startsWith('raw') ? 'no padding' : 'padded by ='}): "${text}"`;
    expect(lines).to.deep.equal([
      'AQI= w7w ',
      'hi hi 3 hi true',
      ...[no('aGk', 'std'), no('aGk=', 'rawstd'), no('_-_-', 'std'), no('+/+/', 'url')],
      ...[
        no('!!!!', 'std'),
        no('a', 'rawurl'),
        no('a===', 'std'),
        no('=aGk', 'std'),
        no('a_k=', 'std'),
      ],
      'expected a string or an ArrayBuffer b64decode() takes a string expected a string or an ArrayBuffer',
    ]);
  });

  it('names the URL that is none, and the metric without a name', async () => {
    const { lines } = await runScript(
      `import http from 'k6/http'; import { Trend } from 'k6/metrics';
       const t = (f) => { try { return f(); } catch (e) { return e.message; } };
       const unnamed = t(() => new Trend());
       export default () => { console.log(unnamed);
         for (const url of [__ENV.NOWHERE, 'ws://127.0.0.1:1']) try { http.get(url); } catch (e) { console.log(e.name, e.message); } };`,
      { name: 'script.js' },
    );
    expect(lines).to.deep.equal([
      'a metric needs a name',
      'TypeError invalid URL `undefined`: it must begin with http:// or https://',
      'TypeError invalid URL `ws://127.0.0.1:1`: it must begin with http:// or https://',
    ]);
  });

  it('computes the digests of the reference (61)', async () => {
    const { lines } =
      await runScript(`import crypto from 'k6/crypto'; import { b64encode, b64decode } from 'k6/encoding';
      export default () => {
        console.log(crypto.sha256('hello world!', 'hex'));
        console.log(crypto.hmac('sha256', 'mysecret', 'hello world!', 'hex'));
        console.log(crypto.md5('hello world!', 'hex'));
        console.log(b64encode('hello world'), b64encode('>>>???', 'rawurl'), b64decode('aGk=', 'std', 's'));
        const h = crypto.createHash('sha1'); h.update('a'); h.update('b'); console.log(h.digest('hex') === h.digest('hex'), crypto.randomBytes(4).byteLength);
      };`);
    expect(lines).to.deep.equal([
      '7509e5bda0c762d2bac7f90d758b5b2263fa01ccbc542ab5e3df163be08e6ca9',
      '893a72d8cab129e5ba85aea4599fd53f59bfe652cff4098a3780313228d8c20f',
      'fc3ff98e8c6a0d3087d515c0473f8677',
      'aGVsbG8gd29ybGQ= Pj4-Pz8_ hi',
      'true 4',
    ]);
  });
});
