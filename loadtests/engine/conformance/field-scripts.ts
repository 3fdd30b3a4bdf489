/** For tests: scripts as blog posts and tutorials about WebSocket load have them, written after those patterns. */

export interface FieldScript {
  readonly title: string;
  /** File name; `script.js` where absent. */
  readonly name?: string;
  readonly source: string;
  readonly flags?: readonly string[];
  /** Files beside the script, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly exitCode?: number;
  /** WebSocket sessions it opens in all. */
  readonly sessions: number;
  /** What the standard output, log and files it writes hold. */
  readonly shows?: readonly RegExp[];
}

const chatRoom = `
import { randomString, randomIntBetween } from 'https://jslib.k6.io/k6-utils/1.2.0/index.js';
import ws from 'k6/ws';
import { check, sleep } from 'k6';

const sessionDuration = randomIntBetween(150, 200); // user session in ms
const chatRoomName = 'publicRoom';

export const options = { vus: 3, iterations: 3 };

export default function () {
  const url = \`\${__ENV.WS_URL}/echo?room=\${chatRoomName}\`;
  const params = { tags: { my_tag: 'my ws session' }, headers: { 'X-Room': chatRoomName } };
  const user = \`user_\${__VU}\`;
  let left = false;

  const res = ws.connect(url, params, function (socket) {
    socket.on('open', function open() {
      console.log(\`VU \${__VU}: connected\`);
      socket.send(JSON.stringify({ event: 'SET_NAME', new_name: user }));
      socket.setInterval(function timeout() {
        socket.send(JSON.stringify({ event: 'SAY', message: \`I'm saying \${randomString(5)}\` }));
      }, randomIntBetween(10, 30));
    });

    socket.on('ping', function () { console.log('PING!'); });
    socket.on('pong', function () { console.log('PONG!'); });
    socket.on('close', function () { console.log(\`VU \${__VU}: disconnected\`); });

    socket.on('message', function (message) {
      const msg = JSON.parse(message);
      if (msg.event === 'SAY') check(msg, { 'has text': (m) => m.message.length === 16 });
      else if (msg.event === 'ERROR') console.error(\`VU \${__VU} received: \${msg.message}\`);
      else if (msg.event === 'LEAVE') left = true;
    });

    socket.setTimeout(function () {
      console.log(\`VU \${__VU}: \${sessionDuration}ms passed, leaving the chat\`);
      socket.send(JSON.stringify({ event: 'LEAVE' }));
    }, sessionDuration);

    socket.setTimeout(function () {
      console.log(\`Closing the socket forcefully 30ms after graceful LEAVE\`);
      socket.close();
    }, sessionDuration + 30);
  });

  check(res, { 'Connected successfully': (r) => r && r.status === 101 });
  check(left, { 'left the room': (l) => l });
  sleep(0.01);
}`;

const manySocketsAtARate = `
import { WebSocket } from 'k6/experimental/websockets';
import { setTimeout, clearTimeout, setInterval, clearInterval } from 'k6/experimental/timers';
import { Counter, Trend } from 'k6/metrics';
import exec from 'k6/execution';

const SOCKETS = Number(__ENV.SOCKETS || 3);
const opened = new Counter('sockets_opened');
const roundTrip = new Trend('round_trip_ms', true);

export const options = {
  discardResponseBodies: true,
  summaryTrendStats: ['min', 'med', 'p(95)', 'p(99)', 'max', 'count'],
  scenarios: {
    arrivals: {
      executor: 'ramping-arrival-rate',
      startRate: 10,
      timeUnit: '1s',
      preAllocatedVUs: 10,
      maxVUs: 20,
      stages: [{ target: 40, duration: '200ms' }, { target: 40, duration: '100ms' }],
      gracefulStop: '5s',
      exec: 'session',
      tags: { kind: 'arrival' },
    },
  },
  thresholds: {
    dropped_iterations: ['count==0'],
    'sockets_opened{kind:arrival}': ['count>0'],
    'ws_connecting{kind:arrival}': ['p(95)<5000'],
    round_trip_ms: ['p(99)<5000', { threshold: 'max<10000', abortOnFail: true, delayAbortEval: '1s' }],
  },
};

export function session() {
  for (let i = 0; i < SOCKETS; i++) startSocket(\`\${exec.vu.idInTest}-\${exec.scenario.iterationInTest}-\${i}\`);
}

function startSocket(id) {
  const ws = new WebSocket(\`\${__ENV.WS_URL}/echo\`, null, { tags: { socket: 'chat' }, headers: { 'X-Id': id } });
  ws.binaryType = 'arraybuffer';
  ws.addEventListener('open', () => {
    opened.add(1);
    const interval = setInterval(() => ws.send(JSON.stringify({ id, at: Date.now() })), 10);
    const leave = setTimeout(() => { clearInterval(interval); ws.close(); }, 60);
    ws.addEventListener('message', (e) => {
      const { id: from, at } = JSON.parse(e.data);
      if (from !== id) throw new Error(\`\${id} got a message of \${from}\`);
      roundTrip.add(Date.now() - at, { socket: id });
    });
    ws.addEventListener('error', (e) => { if (e.error != 'websocket: close sent') console.error('error', e.error); clearTimeout(leave); });
    ws.addEventListener('close', () => clearInterval(interval));
  });
}`;

const binaryUpload = `
import ws from 'k6/ws';
import { check } from 'k6';
import crypto from 'k6/crypto';

const file = open('./picture.bin', 'b');

export default function () {
  let answer;
  const res = ws.connect(__ENV.WS_URL + '/echo', {}, (socket) => {
    socket.on('open', () => socket.sendBinary(file));
    socket.on('message', (text) => console.error('text: ' + text));
    socket.on('binaryMessage', (data) => {
      answer = data;
      const view = new DataView(data);
      check(view, { 'magic number': (v) => v.getUint16(0) === 0x4142, 'whole': (v) => v.byteLength === 6 });
      socket.close(1000);
    });
  });
  check(res, { 'status is 101': (r) => r && r.status === 101 });
  check(answer, { 'same digest': (a) => crypto.md5(a, 'hex') === crypto.md5(file, 'hex') });
}`;

const subprotocol = `
import ws from 'k6/ws';
import { check } from 'k6';
import { randomItem } from 'https://jslib.k6.io/k6-utils/1.4.0/index.js';

const protocols = ['v1.json.example', 'v2.json.example'];
export const options = { vus: 2, duration: '10m', iterations: 4, tags: { test: 'subprotocol' }, userAgent: 'my-load/1.0' };

export default function () {
  const wanted = randomItem(protocols);
  const params = { headers: { 'Sec-WebSocket-Protocol': wanted, Origin: 'https://example.test' } };
  const res = ws.connect(__ENV.WS_URL + '/headers', params, (socket) => {
    socket.on('message', (text) => {
      const headers = JSON.parse(text);
      check(headers, { 'origin kept': (h) => h.origin === 'https://example.test', 'user agent': (h) => h['user-agent'] === 'my-load/1.0' });
      socket.close();
    });
    socket.on('error', (e) => { console.log('error: ' + e.error()); });
  });
  check(res, {
    'handshake is successful': (r) => r && r.status === 101,
    'subprotocol is negotiated': (r) => r.headers['Sec-Websocket-Protocol'] === wanted,
    'upgraded': (r) => r.headers['Upgrade'].toLowerCase() === 'websocket' && r.url.endsWith('/headers'),
  });
}`;

const cookies = `
import http from 'k6/http';
import ws from 'k6/ws';
import { WebSocket } from 'k6/websockets';
import { check, group } from 'k6';

export const options = { iterations: 2, noCookiesReset: false };

export default function () {
  const jar = http.cookieJar();
  const before = jar.cookiesForURL(__ENV.HTTP_URL);
  check(before, { 'a clean jar': (c) => c.a === undefined });
  group('login', () => {
    const res = http.get(\`\${__ENV.HTTP_URL}/set-cookie\`, { tags: { name: 'login' } });
    check(res, { 'cookie set': (r) => r.cookies.a[0].value === '1' && r.cookies.b.length === 1 });
  });
  jar.set(__ENV.HTTP_URL, 'session', 'from-script', { path: '/', max_age: 600 });
  group('socket', () => {
    const res = ws.connect(\`\${__ENV.WS_URL}/headers\`, { jar }, (socket) => {
      socket.on('message', (text) => {
        check(JSON.parse(text).cookie, { 'cookies go with the upgrade': (c) => c.includes('a=1') && c.includes('session=from-script') });
        socket.close();
      });
    });
    check(res, { 'status is 101': ({ status }) => status === 101 });
  });
  const own = new http.CookieJar();
  own.set(__ENV.HTTP_URL, 'own', 'x');
  const socket = new WebSocket(\`\${__ENV.WS_URL}/headers\`, null, { jar: own });
  socket.onmessage = ({ data }) => { check(data, { 'only its own': (d) => JSON.parse(d).cookie === 'own=x' }); socket.close(); };
}`;

export const fieldScripts: readonly FieldScript[] = [
  {
    title: 'a chat room with intervals, tags, headers and k6-utils',
    source: chatRoom,
    sessions: 3,
    shows: [/VU 1: connected/, /leaving the chat/, /disconnected/, /checks_failed.*: 0\.00% /],
  },
  {
    title: 'many sockets a VU at a ramping arrival rate',
    source: manySocketsAtARate,
    flags: ['-e', 'SOCKETS=2'],
    sessions: 18,
    shows: [/✓ 'p\(99\)<5000'/, /\{ kind:arrival \}/, /round_trip_ms\.*: min=.* p\(99\)=.* count=/],
  },
  {
    title: 'a binary file sent and got back',
    source: binaryUpload,
    files: { 'picture.bin': 'ABCDEF' },
    sessions: 1,
  },
  {
    title: 'a subprotocol by its header, and the headers of the answer',
    source: subprotocol,
    sessions: 4,
  },
  { title: 'cookies of a login, of a jar, and of one of its own', source: cookies, sessions: 4 },
];
