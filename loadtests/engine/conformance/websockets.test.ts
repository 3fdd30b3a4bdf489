import { expect } from 'chai';
import { startEchoServer, type EchoServer } from '../testing/echo-server.ts';
import { runScript, type ScriptRun, type ScriptSettings } from '../testing/run-script.ts';

/** Vectors 29–46 of the k6 reference. */
describe('k6/websockets', () => {
  let server: EchoServer;
  beforeEach(async () => {
    server = await startEchoServer();
  });
  afterEach(() => server[Symbol.asyncDispose]());

  /** `B` is the server; the body is that of the default function. */
  const run = (body: string, settings: ScriptSettings = {}): Promise<ScriptRun> =>
    runScript(
      `import { WebSocket, Blob } from 'k6/websockets'; import { sleep } from 'k6'; import http from 'k6/http';
       const B = __ENV.B; export default function () { ${body} }`,
      { ...settings, env: { B: server.url, H: server.httpUrl } },
    );

  it('connects, echoes and closes, with its states and metrics (29, 30)', async () => {
    const { lines, values } =
      await run(`const w = new WebSocket(B + '/echo'); console.log(w.readyState);
      w.onopen = () => { console.log(w.readyState); w.send('x'); };
      w.onmessage = (e) => { console.log(e.type, e.data, typeof e.timestamp); w.close(); };
      w.onclose = () => console.log(w.readyState);`);
    expect(lines).to.deep.equal(['0', '1', 'message x number', '3']);
    for (const name of ['ws_sessions', 'ws_msgs_sent', 'ws_msgs_received', 'iterations'])
      expect(values(name)['count'], name).to.equal(1);
    expect(values('ws_connecting')['min']).to.be.above(0);
    expect(values('ws_session_duration')['min']).to.be.above(0);
    expect(server.closes).to.deep.equal([[1000, '']]);
  });

  it('gives binary messages as Blob or ArrayBuffer, text as string (31)', async () => {
    const { lines } = await run(`
      const open = (type) => { const w = new WebSocket(B + '/echo'); if (type) w.binaryType = type;
        w.onopen = () => { w.send(new Uint8Array([1, 2, 3])); w.send('t'); };
        w.onmessage = (e) => { console.log(type, typeof e.data, e.data instanceof Blob, e.data instanceof ArrayBuffer, e.data.size, e.data.byteLength);
          if (typeof e.data === 'string') w.close(); }; };
      open(undefined); open('arraybuffer');`);
    expect(lines).to.have.members([
      'undefined object true false 3 undefined',
      'undefined string false false undefined undefined',
      'arraybuffer object false true undefined 3',
      'arraybuffer string false false undefined undefined',
    ]);
  });

  it('sends exactly the window of a view (32)', async () => {
    await run(`const w = new WebSocket(B + '/echo');
      w.onopen = () => w.send(new Uint8Array([9, 1, 2, 9]).subarray(1, 3)); w.onmessage = () => w.close();`);
    expect(server.received).to.deep.equal([[1, 2]]);
  });

  it('measures its own pings (33)', async () => {
    const { samples } = await run(`const w = new WebSocket(B + '/silent');
      w.onopen = () => w.ping(); w.onpong = () => w.close();`);
    const pings = samples.filter(({ metric }) => metric.name === 'ws_ping');
    expect(pings).to.have.length(1);
    expect(pings[0]?.value).to.be.above(0);
  });

  it('answers pings of the server (34)', async () => {
    const { lines } = await run(`const w = new WebSocket(B + '/ping?every=20'); let n = 0;
      w.onping = () => { console.log('ping'); if (++n === 2) w.close(); };`);
    expect(lines).to.deep.equal(['ping', 'ping']);
  });

  it('reports code and reason of the server (35)', async () => {
    const { lines, values } = await run(`
      const w = new WebSocket(B + '/close?code=4001&reason=bye&after=20');
      w.onclose = (e) => console.log(e.type, e.code, e.reason);`);
    expect(lines).to.deep.equal(['close 4001 bye']);
    expect(values('iterations')['count']).to.equal(1);
  });

  it('closes with the code and reason of the script (36)', async () => {
    await run(`const w = new WebSocket(B + '/silent'); w.onopen = () => w.close(4002, 'r');`);
    expect(server.closes).to.deep.equal([[4002, 'r']]);
  });

  it('reports a refused upgrade as an error (37)', async () => {
    const { lines, values, result } = await run(`const w = new WebSocket(B + '/deny');
      w.onopen = () => console.log('open'); w.onerror = (e) => console.log(e.type, typeof e.error, e.error.length > 0, e.status);
      w.onclose = (e) => console.log('close', e.code, w.readyState);`);
    expect(lines).to.deep.equal(['error string true 403', 'close 1006 3']);
    expect(values('ws_sessions')['count']).to.equal(0);
    expect(values('iterations')['count']).to.equal(1);
    expect(result.exitCode).to.equal(0);
  });

  it('reports a closed port and a reset (38)', async () => {
    const { lines } =
      await run(`const a = new WebSocket('ws://127.0.0.1:1/'); a.onerror = (e) => console.log('a', e.error);
      const b = new WebSocket(B + '/reset'); b.onerror = (e) => console.log('b', /1006/.test(e.error));
      b.onclose = (e) => console.log('b closed', e.code);`);
    expect(lines).to.include.members(['b true', 'b closed 1006']);
    expect(lines.find((line) => line.startsWith('a '))).to.match(/ECONNREFUSED/);
  });

  it('calls the handler and every listener (39)', async () => {
    const { lines } =
      await run(`const w = new WebSocket(B + '/greet'); w.onmessage = () => console.log('on');
      w.addEventListener('message', () => console.log('first'));
      w.addEventListener('message', () => { console.log('second'); w.close(); });`);
    expect(lines).to.deep.equal(['on', 'first', 'second']);
  });

  it('sends headers and tags its samples (40)', async () => {
    const { values, samples } = await run(
      `const w = new WebSocket(B + '/headers', null, { headers: { 'X-A': '1' }, tags: { k: 'v' } });
       w.onmessage = () => w.close();`,
      { options: { thresholds: { 'ws_sessions{k:v}': ['count==1'] } } },
    );
    expect(server.upgrades[0]?.headers['x-a']).to.equal('1');
    expect(values('ws_sessions{k:v}')['count']).to.equal(1);
    for (const { metric, tags } of samples)
      if (metric.name.startsWith('ws_'))
        expect(tags, metric.name).to.include({ k: 'v', scenario: 'default' });
  });

  it('keeps the iteration for all of its sockets (41)', async () => {
    const { values, lines } = await run(`let open = 4; for (let i = 1; i <= 4; i++) {
      const w = new WebSocket(B + '/close?after=' + i * 20); w.onclose = () => { if (--open === 0) console.log('last'); }; }`);
    expect(values('ws_sessions')['count']).to.equal(4);
    expect(lines).to.deep.equal(['last']);
  });

  it('cuts sockets that outlive the graceful stop, with no handler (19, 42)', async () => {
    const { lines, test } = await run(
      `const w = new WebSocket(B + '/silent'); w.onclose = () => console.log('closed'); w.onerror = () => console.log('error');`,
      {
        options: {
          scenarios: {
            s: { executor: 'constant-vus', vus: 2, duration: '100ms', gracefulStop: '100ms' },
          },
        },
      },
    );
    expect(lines).to.deep.equal([]);
    expect(test.context.counts).to.include({ interrupted: 2, completed: 0 });
  });

  it('holds messages back during a sleep (43)', async () => {
    const { lines, warnings } = await run(`const w = new WebSocket(B + '/echo');
      w.onopen = () => { w.send('early'); sleep(0.1); console.log('slept'); w.send('late'); };
      w.onmessage = (e) => { console.log(e.data); if (e.data === 'late') w.close(); };`);
    expect(lines).to.deep.equal(['slept', 'early', 'late']);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/sleep\(\) holds back the events of open sockets/);
  });

  it('compresses when asked to, and only then (44)', async () => {
    await run(`const a = new WebSocket(B + '/echo', null, { compression: 'deflate' });
      a.onopen = () => a.send('z'.repeat(500)); a.onmessage = (e) => { if (e.data.length === 500) a.close(); };
      const b = new WebSocket(B + '/greet'); b.onmessage = () => b.close();`);
    const offers = server.upgrades.map(({ headers }) => headers['sec-websocket-extensions']);
    expect(offers.filter((offer) => offer !== undefined)).to.have.length(1);
    expect(server.received).to.deep.equal(['z'.repeat(500)]);
  });

  it('asks for a subprotocol by header (45)', async () => {
    const { lines } =
      await run(`const w = new WebSocket(B + '/echo', null, { headers: { 'Sec-WebSocket-Protocol': 'p1' } });
      w.onopen = () => { console.log('open'); w.close(); };`);
    expect(lines).to.deep.equal(['open']);
    expect(server.upgrades[0]?.headers['sec-websocket-protocol']).to.equal('p1');
  });

  it('ignores protocols given otherwise, and says so once', async () => {
    const { warnings } = await run(`for (const p of ['p1', ['p2']]) {
      const w = new WebSocket(B + '/greet', p); w.onmessage = () => w.close(); }`);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/protocols of a WebSocket are ignored/);
    for (const { headers } of server.upgrades)
      expect(headers['sec-websocket-protocol']).to.equal(undefined);
  });

  it('says where parameters go that were given as protocols', async () => {
    const { warnings } = await runScript(
      `import { WebSocket } from 'k6/websockets'; export const options = { iterations: 2 };
       export default () => { new WebSocket('ws://127.0.0.1:1', { headers: { a: 'b' } }); };`,
      { name: 'script.js' },
    );
    expect(warnings).to.deep.equal([
      'the second argument of a WebSocket is ignored, as on k6; its parameters are the third: new WebSocket(url, null, params)',
    ]);
  });

  it('sends the cookies of the user until the next iteration (46)', async () => {
    const body = `if (__ITER === 0) http.cookieJar().set(__ENV.H, 'a', '1');
      const w = new WebSocket(B + '/headers'); w.onmessage = () => w.close();`;
    await run(body, { options: { iterations: 2, vus: 1 } });
    expect(server.upgrades.map(({ headers }) => headers.cookie)).to.deep.equal(['a=1', undefined]);
    server.upgrades.length = 0;
    await run(body, { options: { iterations: 2, vus: 1, noCookiesReset: true } });
    expect(server.upgrades.map(({ headers }) => headers.cookie)).to.deep.equal(['a=1', 'a=1']);
  });

  it('refuses what a WebSocket refuses', async () => {
    const { lines } =
      await run(`const t = (f) => { try { f(); console.log('accepted'); } catch (e) { console.log(e.name); } };
      const w = new WebSocket(B + '/echo');
      t(() => w.send('x')); t(() => w.close(99)); t(() => { w.binaryType = 'x'; }); t(() => new WebSocket('http://x'));
      t(() => WebSocket(B)); t(() => w.addEventListener('nope', () => {}));
      w.onopen = () => { t(() => w.send(5)); w.close(); w.send('dropped'); console.log(w.bufferedAmount); };`);
    expect(lines).to.deep.equal([
      ...['InvalidStateError', 'TypeError', 'TypeError', 'SyntaxError', 'TypeError', 'TypeError'],
      ...['TypeError', '7'],
    ]);
  });

  it('speaks of itself by its name on k6', async () => {
    const { lines, errors } = await runScript(
      `import { WebSocket } from 'k6/websockets';
       export default () => { console.log(new WebSocket('ws://127.0.0.1:1').constructor.name); WebSocket('ws://127.0.0.1:1'); };`,
      { name: 'script.js' },
    );
    expect(lines).to.deep.equal(['WebSocket']);
    expect(errors.join()).to.match(
      /^TypeError: Class constructor WebSocket cannot be invoked without 'new' \(.*script\.js:2:/,
    );
  });

  it('ends the iteration when a handler throws, and logs where', async () => {
    const { errors, values } = await run(
      `const w = new WebSocket(B + '/greet');\n w.onmessage = () => { w.nope(); };`,
    );
    expect(errors[0]).to.match(/TypeError: w\.nope is not a function \(.*script\.ts:3:\d+\)/);
    expect(values('iterations')['count']).to.equal(1);
  });
});
