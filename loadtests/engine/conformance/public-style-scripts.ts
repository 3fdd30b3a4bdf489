/** For tests: scripts written after the patterns that public k6 WebSocket scripts show. */

export interface PublicStyleScript {
  readonly title: string;
  readonly source: string;
  /** File name; `script.js` where absent. */
  readonly name?: string;
  /** WebSocket sessions it opens in all. */
  readonly sessions: number;
}

const wsCallback = `import ws from 'k6/ws'; import { check } from 'k6';
export const options = { vus: 2, iterations: 4 };
export default function () {
  const url = __ENV.WS_URL + '/echo';
  const res = ws.connect(url, { tags: { my_tag: 'hello' } }, function (socket) {
    socket.on('open', function open() {
      socket.send(Date.now());
      socket.setInterval(function timeout() { socket.ping(); }, 20);
    });
    socket.on('ping', () => console.log('PING!'));
    socket.on('pong', () => {});
    socket.on('message', (data) => { socket.setTimeout(() => socket.close(), 30); });
    socket.on('close', () => {});
    socket.on('error', function (e) { if (e.error() != 'websocket: close sent') console.error(e.error()); });
  });
  check(res, { 'status is 101': (r) => r && r.status === 101 });
}`;

const loginThenChat = `import http from 'k6/http'; import ws from 'k6/ws'; import { check, sleep, group } from 'k6'; import { Trend, Rate } from 'k6/metrics';
const latency = new Trend('chat_latency', true), failures = new Rate('chat_failures');
export const options = { stages: [{ duration: '150ms', target: 1 }, { duration: '50ms', target: 1 }], thresholds: { chat_failures: ['rate<0.1'] }, gracefulStop: undefined };
export function setup() {
  const res = http.post(__ENV.HTTP_URL + '/login', JSON.stringify({ user: 'u' }), { headers: { 'Content-Type': 'application/json' } });
  check(res, { 'logged in': (r) => r.status === 200 });
  return { token: res.json('method') };
}
let done = false;
export default function (data) {
  if (done) { sleep(0.05); return; }
  done = true;
  group('chat', function () {
    const res = ws.connect(__ENV.WS_URL + '/echo', { headers: { Authorization: 'Bearer ' + data.token } }, (socket) => {
      let sentAt;
      socket.on('open', () => { sentAt = Date.now(); socket.send(JSON.stringify({ type: 'msg' })); });
      socket.on('message', (m) => { latency.add(Date.now() - sentAt); JSON.parse(m); failures.add(false); sleep(0.01); socket.close(); });
    });
    failures.add(res.status !== 101);
  });
}
export function teardown(data) { if (data.token !== 'POST') throw new Error('no token'); }`;

const many = `import { WebSocket } from 'k6/websockets'; import { setInterval, clearInterval, setTimeout } from 'k6/timers';
export const options = { vus: 2, iterations: 2 };
export default function () { for (let i = 0; i < 3; i++) start(i); }
function start(id) {
  const ws = new WebSocket(__ENV.WS_URL + '/echo', null, { headers: { 'X-Id': String(id) } });
  ws.binaryType = 'arraybuffer';
  ws.addEventListener('open', () => {
    const timer = setInterval(() => { ws.send(JSON.stringify({ event: 'SAY', message: 'm' + id })); }, 10);
    setTimeout(() => { clearInterval(timer); ws.close(); }, 60);
    ws.addEventListener('message', (e) => { const msg = JSON.parse(e.data); if (msg.event !== 'SAY') console.error('unexpected'); });
    ws.addEventListener('close', () => {});
  });
}`;

const experimental = `import { WebSocket } from 'k6/experimental/websockets'; import { setTimeout } from 'k6/experimental/timers';
export default function () { const ws = new WebSocket(__ENV.WS_URL + '/greet'); ws.onmessage = () => setTimeout(() => ws.close(), 5); }`;

const promised = `import { WebSocket } from 'k6/websockets'; import { check } from 'k6';
const opened = (ws) => new Promise((resolve, reject) => { ws.onopen = resolve; ws.onerror = (e) => reject(e.error); });
const next = (ws) => new Promise((resolve) => { ws.onmessage = (e) => resolve(e.data); });
export default async function () {
  const ws = new WebSocket(__ENV.WS_URL + '/echo');
  await opened(ws);
  for (const text of ['a', 'b', 'c']) { const answer = next(ws); ws.send(text); check(await answer, { echoed: (d) => d === text }); }
  ws.close();
}`;

const shared = `import { SharedArray } from 'k6/data'; import { WebSocket } from 'k6/websockets'; import exec from 'k6/execution'; import { check } from 'k6';
const users = new SharedArray('users', function () { return JSON.parse(open('./users.json')); });
export const options = { scenarios: { all: { executor: 'per-vu-iterations', vus: 2, iterations: 1, maxDuration: '10s' } } };
export default function () {
  const user = users[exec.vu.idInTest % users.length];
  const ws = new WebSocket(__ENV.WS_URL + '/echo?u=' + user.name);
  ws.onopen = () => ws.send(user.name);
  ws.onmessage = (e) => { check(e.data, { 'own name': (d) => d === user.name }); ws.close(); };
}`;

const engineIo = `import { WebSocket } from 'k6/websockets'; import { Counter } from 'k6/metrics';
const events = new Counter('engine_io_events');
export default function () {
  const ws = new WebSocket(__ENV.WS_URL + '/echo');
  const emit = (name, data) => ws.send('42' + JSON.stringify([name, data]));
  ws.onopen = () => { ws.send('40'); emit('join', { room: 1 }); };
  ws.onmessage = (e) => {
    const match = /^(\\d+)(.*)$/.exec(e.data);
    if (match[1] === '42') { events.add(1, { name: JSON.parse(match[2])[0] }); ws.send('3'); }
    if (match[1] === '3') ws.close();
  };
}`;

const stomp = `import ws from 'k6/ws'; import { check } from 'k6';
const frame = (command, headers, body = '') => command + '\\n' + Object.keys(headers).map((k) => k + ':' + headers[k]).join('\\n') + '\\n\\n' + body + '\\0';
export default function () {
  let seen = 0;
  const res = ws.connect(__ENV.WS_URL + '/echo', null, (socket) => {
    socket.on('open', () => socket.send(frame('CONNECT', { 'accept-version': '1.2', host: '/' })));
    socket.on('message', (m) => { if (++seen === 1) socket.send(frame('SUBSCRIBE', { id: 0, destination: '/t' })); else socket.close(1000); });
  });
  check(res, { 101: (r) => r.status === 101 }); check(seen, { two: (n) => n === 2 });
}`;

const graphql = `import { WebSocket } from 'k6/websockets';
export default function () {
  const ws = new WebSocket(__ENV.WS_URL + '/echo', null, { headers: { 'Sec-WebSocket-Protocol': 'graphql-transport-ws' } });
  ws.onopen = () => ws.send(JSON.stringify({ type: 'connection_init', payload: {} }));
  ws.onmessage = ({ data }) => { if (JSON.parse(data).type === 'connection_init') ws.send(JSON.stringify({ id: '1', type: 'subscribe' })); else ws.close(1000, 'done'); };
}`;

const binary = `import { WebSocket, Blob } from 'k6/websockets'; import { check } from 'k6';
export default function () {
  const ws = new WebSocket(__ENV.WS_URL + '/echo');
  ws.onopen = () => ws.send(new Blob([new Uint8Array([1, 2]), 'x']));
  ws.onmessage = async (e) => { const bytes = new Uint8Array(await e.data.arrayBuffer()); check(bytes, { three: (b) => b.length === 3 && b[2] === 120 }); ws.close(); };
}`;

const signed = `import crypto from 'k6/crypto'; import encoding from 'k6/encoding'; import { WebSocket } from 'k6/websockets';
export default function () {
  const key = encoding.b64encode(crypto.hmac('sha256', 'secret', 'payload', 'binary'), 'rawurl');
  const ws = new WebSocket(__ENV.WS_URL + '/headers?sig=' + encodeURIComponent(key), null, { headers: { 'X-Signature': key } });
  ws.onmessage = (e) => { if (JSON.parse(e.data)['x-signature'] !== key) throw new Error('lost'); ws.close(); };
}`;

const arrivals = `import { WebSocket } from 'k6/websockets';
export const options = { scenarios: { open: { executor: 'constant-arrival-rate', rate: 50, timeUnit: '1s', duration: '200ms', preAllocatedVUs: 10, gracefulStop: '5s' } } };
export default function () { const ws = new WebSocket(__ENV.WS_URL + '/greet'); ws.onmessage = () => ws.close(); }`;

const typed = `import { WebSocket, type MessageEvent } from 'k6/websockets'; import type { Options } from 'k6/options'; import { greeting } from './config.js';
export const options: Options = { vus: 1, iterations: 1 };
interface Chat { readonly text: string }
export default function (): void {
  const ws = new WebSocket(\`\${__ENV.WS_URL}/echo\`);
  ws.onopen = () => { ws.send(JSON.stringify({ text: greeting } satisfies Chat)); };
  ws.onmessage = (event?: MessageEvent) => { const chat = JSON.parse(event?.data as string) as Chat; if (chat.text !== 'hi') throw new Error(chat.text); ws.close(); };
}`;

const commonJs = `const ws = require('k6/ws'); const { check, sleep } = require('k6');
module.exports.options = { vus: 1, iterations: 1 };
module.exports.default = function () {
  const res = ws.connect(__ENV.WS_URL + '/echo', {}, function (socket) { socket.on('open', () => socket.send('x')); socket.on('message', () => socket.close()); });
  check(res, { 101: (r) => r.status === 101 }); sleep(0.01);
};`;

const classy = `import ws from 'k6/ws'; import http from 'k6/http'; import { check, sleep } from 'k6';
class Client {
  constructor(base) { this.base = base; this.token = null; }
  login() { this.token = http.get(this.base + '/json').json('a.b.0'); return this; }
  chat(rounds) {
    const self = this; let n = 0;
    return ws.connect(__ENV.WS_URL + '/echo?t=' + this.token, {}, (socket) => {
      socket.on('open', () => self.say(socket, n));
      socket.on('message', () => { if (++n < rounds) self.say(socket, n); else socket.close(); });
    });
  }
  say(socket, n) { sleep(0.005); socket.send('m' + n); }
}
const withRetry = (work, times) => { for (let i = 0; i < times; i++) { const res = work(); if (res.status === 101) return res; } return null; };
export default function () { const client = new Client(__ENV.HTTP_URL).login(); check(withRetry(() => client.chat(3), 2), { chatted: (r) => r !== null }); }`;

const loops = `import http from 'k6/http'; import ws from 'k6/ws'; import { check } from 'k6';
export default function () {
  const ids = [1, 2].map((n) => http.get(__ENV.HTTP_URL + '/json').json('a.b.' + (n - 1)));
  ids.forEach((id) => { ws.connect(__ENV.WS_URL + '/greet?id=' + id, null, (s) => s.on('message', () => s.close())); });
  check(ids, { both: (l) => l.length === 2 && l[1] === 2 });
}`;

const batch = `import http from 'k6/http'; import { WebSocket } from 'k6/websockets'; import { check } from 'k6';
export default function () {
  const responses = http.batch([['GET', __ENV.HTTP_URL + '/json'], ['POST', __ENV.HTTP_URL + '/x', 'b']]);
  check(responses, { ok: (r) => r.every((one) => one.status === 200) });
  const ws = new WebSocket(__ENV.WS_URL + '/greet'); ws.onmessage = () => ws.close();
}`;

const reconnecting = `import { WebSocket } from 'k6/websockets';
export default function () {
  let left = 3;
  const connect = () => { const ws = new WebSocket(__ENV.WS_URL + '/close?code=1012&after=5'); ws.onclose = (e) => { if (e.code === 1012 && --left > 0) setTimeout(connect, 5); }; };
  connect();
}`;

const heartbeat = `import { WebSocket } from 'k6/websockets'; import { Trend } from 'k6/metrics';
const rtt = new Trend('app_rtt', true);
export default function () {
  const ws = new WebSocket(__ENV.WS_URL + '/echo'); let beat, count = 0;
  ws.onopen = () => { beat = setInterval(() => ws.send(JSON.stringify({ t: Date.now() })), 5); };
  ws.onmessage = (e) => { rtt.add(Date.now() - JSON.parse(e.data).t); if (++count === 3) { clearInterval(beat); ws.close(); } };
  ws.onerror = (e) => console.error(e.error);
}`;

const scenarios = `import { WebSocket } from 'k6/websockets'; import exec from 'k6/execution';
const scenario = (name, vus) => ({ executor: 'per-vu-iterations', exec: name, vus, iterations: 1, tags: { kind: name } });
export const options = { scenarios: { readers: scenario('read', 2), writers: { ...scenario('write', 1), startTime: '20ms' } }, thresholds: { 'ws_sessions{kind:read}': ['count==2'] } };
export function read() { const ws = new WebSocket(__ENV.WS_URL + '/greet'); ws.onmessage = () => ws.close(); }
export function write() { if (exec.scenario.name !== 'writers') throw new Error('wrong'); const ws = new WebSocket(__ENV.WS_URL + '/echo'); ws.onopen = () => ws.send('w'); ws.onmessage = () => ws.close(); }`;

export const publicStyleScripts: readonly PublicStyleScript[] = [
  { title: 'ws.connect with interval pings and tags', source: wsCallback, sessions: 4 },
  { title: 'login in setup, token, groups, sleeps, stages', source: loginThenChat, sessions: 1 },
  { title: 'many sockets with timers', source: many, sessions: 6 },
  { title: 'experimental imports', source: experimental, sessions: 1 },
  { title: 'promises around events', source: promised, sessions: 1 },
  { title: 'a shared user list by VU', source: shared, sessions: 2 },
  { title: 'Engine.IO frames by hand', source: engineIo, sessions: 1 },
  { title: 'STOMP frames by hand', source: stomp, sessions: 1 },
  { title: 'graphql-transport-ws', source: graphql, sessions: 1 },
  { title: 'binary messages as Blobs', source: binary, sessions: 1 },
  { title: 'a signed URL', source: signed, sessions: 1 },
  { title: 'an arrival rate', source: arrivals, sessions: 10 },
  { title: 'TypeScript with a local module', source: typed, name: 'script.ts', sessions: 1 },
  { title: 'CommonJS', source: commonJs, name: 'script.cjs', sessions: 1 },
  { title: 'a client class with retries', source: classy, sessions: 1 },
  { title: 'requests and sessions in array callbacks', source: loops, sessions: 2 },
  { title: 'a batch before the socket', source: batch, sessions: 1 },
  { title: 'reconnecting by hand', source: reconnecting, sessions: 3 },
  { title: 'application heartbeats', source: heartbeat, sessions: 1 },
  { title: 'several scenarios with tags', source: scenarios, sessions: 3 },
];
