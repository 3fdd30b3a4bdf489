/** For tests: more scripts of the field, those with data, summaries, thresholds, logins and other protocols. */

import type { FieldScript } from './field-scripts.ts';

const summaries = `
import { WebSocket } from 'k6/websockets';
import { check } from 'k6';
import { textSummary, jUnit } from 'https://jslib.k6.io/k6-summary/0.0.4/index.js';

export const options = { vus: 2, iterations: 4, thresholds: { checks: ['rate>0.9'], ws_msgs_received: ['count>=4'] } };

export default function () {
  const ws = new WebSocket(\`\${__ENV.WS_URL}/greet\`);
  ws.onmessage = (event) => { check(event.data, { 'says hi': (d) => d === 'hi' }); ws.close(); };
}

export function handleSummary(data) {
  const med = data.metrics.iteration_duration.values.med;
  return {
    stdout: textSummary(data, { indent: ' → ', enableColors: true }),
    [\`\${__ENV.OUT}/summary.json\`]: JSON.stringify(data, null, 2),
    [\`\${__ENV.OUT}/junit.xml\`]: jUnit(data, { name: 'k6' }),
    [\`\${__ENV.OUT}/median.txt\`]: \`median \${med.toFixed(1)} of \${data.metrics.ws_sessions.values.count}, \${data.state.testRunDurationMs > 0}\\n\`,
  };
}`;

const csvUsers = `
import { SharedArray } from 'k6/data';
import { WebSocket } from 'k6/websockets';
import { vu, scenario } from 'k6/execution';
import { check } from 'k6';
import papaparse from 'https://jslib.k6.io/papaparse/5.1.1/index.js';

const csvData = new SharedArray('users of the CSV', function () {
  return papaparse.parse(open('./users.csv'), { header: true, skipEmptyLines: true }).data;
});
const config = JSON.parse(open('./config.json'));

export const options = {
  scenarios: { login: { executor: 'per-vu-iterations', vus: csvData.length, iterations: 1, maxDuration: '1m' } },
};

export default function () {
  const user = csvData[vu.idInTest - 1];
  const row = csvData[scenario.iterationInTest];
  check(row, { 'every row has a name': (r) => typeof r.username === 'string' });
  const ws = new WebSocket(\`\${__ENV.WS_URL}\${config.path}?user=\${encodeURIComponent(user.username)}\`);
  ws.onopen = () => ws.send(JSON.stringify({ login: user.username, password: user.password }));
  ws.onmessage = (e) => {
    const { login, password } = JSON.parse(e.data);
    check(null, { 'quoted fields': () => login !== 'b' || password === 'with, comma "q"', 'all': () => password.length > 0 });
    ws.close();
  };
}`;

const abortOnFail = `
import ws from 'k6/ws';
import { Rate, Trend, Gauge, Counter } from 'k6/metrics';
import { sleep } from 'k6';

export const errorRate = new Rate('ws_errors');
const connectTime = new Trend('connect_time', true);
const open = new Gauge('open_sockets');
const failures = new Counter('failures');

export const options = {
  vus: 2,
  duration: '60s',
  thresholds: {
    ws_errors: [{ threshold: 'rate<0.1', abortOnFail: true, delayAbortEval: '100ms' }],
    'failures{reason:refused}': ['count<1'],
  },
};

export default function () {
  const start = new Date().getTime();
  const res = ws.connect(__ENV.WS_URL + '/deny', null, function (socket) {
    socket.on('open', () => { connectTime.add(new Date() - start); open.add(1); socket.close(); });
  });
  const refused = !res || res.status !== 101;
  errorRate.add(refused);
  if (refused) failures.add(1, { reason: 'refused', status: String(res.status) });
  sleep(0.1);
}

export function teardown() { console.log('torn down'); }`;

const tokenChat = `
import http from 'k6/http';
import ws from 'k6/ws';
import { check, fail, sleep } from 'k6';

const BASE_URL = __ENV.HTTP_URL || 'https://example.test';
export const options = {
  stages: [{ duration: '100ms', target: 2 }, { duration: '500ms', target: 2 }, { duration: '50ms', target: 0 }],
  thresholds: { http_req_failed: ['rate<0.01'], http_req_duration: ['p(95)<5000'], 'http_req_duration{name:Login}': ['avg<5000'] },
};

export function setup() {
  const payload = JSON.stringify({ username: __ENV.USERNAME, password: 'secret' });
  const res = http.post(\`\${BASE_URL}/auth/token/login/\`, payload, { headers: { 'Content-Type': 'application/json' }, tags: { name: 'Login' } });
  if (!check(res, { 'logged in successfully': (r) => r.status === 200 && JSON.parse(r.json('body')).username === 'ada' })) fail('no login');
  return { authToken: res.json('path').length, started: Date.now() };
}

let done = 0;
export default function ({ authToken }) {
  if (done++ > 0) return sleep(0.05);
  const headers = { Authorization: \`Bearer \${authToken}\` };
  const mine = http.get(http.url\`\${BASE_URL}/rooms/\${__VU}\`, { headers });
  check(mine, { 'is mine': (r) => r.json('path') === \`/rooms/\${__VU}\` && r.json().headers.authorization === 'Bearer 18' });
  const response = ws.connect(\`\${__ENV.WS_URL}/headers?token=\${authToken}\`, { headers }, function (socket) {
    socket.on('message', function (message) {
      const { authorization } = JSON.parse(message);
      check(authorization, { 'token goes along': (a) => a === headers.Authorization });
      socket.close();
    });
    socket.on('close', () => console.log('The user session ended'));
  });
  check(response, { 'status is 101': (r) => r && r.status === 101 });
}

export function teardown(data) {
  if (Date.now() - data.started < 0) throw new Error('time runs backwards');
  http.del(\`\${BASE_URL}/auth/token/logout\`);
}`;

const typedPubSub = `
import { WebSocket, Blob } from 'k6/websockets';
import { check } from 'k6';
import { Options } from 'k6/options';
import { Counter } from 'k6/metrics';
import { uuidv4 } from 'https://jslib.k6.io/k6-utils/1.6.0/index.js';
import { setTimeout, clearTimeout } from 'k6/timers';

enum Kind { Subscribe = 'subscribe', Publish = 'publish' }
type Message = { kind: Kind; id: string; payload?: unknown };

const unknown = new Counter('unknown_messages');

export const options: Options = {
  scenarios: { pubsub: { executor: 'shared-iterations', vus: 2, iterations: 4, maxDuration: '30s' } },
  thresholds: { unknown_messages: ['count==0'] },
};

class Client {
  private readonly pending = new Map<string, (message: Message) => void>();
  constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', async (event: any) => {
      const text = event.data instanceof Blob ? await event.data.text() : event.data;
      const message = JSON.parse(text) as Message;
      const resolve = this.pending.get(message.id);
      if (resolve === undefined) unknown.add(1);
      else resolve(message);
      this.pending.delete(message.id);
    });
  }
  static async open(url: string): Promise<Client> {
    const socket = new WebSocket(url);
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('too late')), 5000);
      socket.addEventListener('open', () => { clearTimeout(late); resolve(); });
      socket.addEventListener('error', (e: any) => reject(new Error(e.error)));
    });
    return new Client(socket);
  }
  ask(kind: Kind, payload?: unknown): Promise<Message> {
    const id = uuidv4();
    const answer = new Promise<Message>((resolve) => this.pending.set(id, resolve));
    this.socket.send(new TextEncoder().encode(JSON.stringify({ kind, id, payload })).buffer as ArrayBuffer);
    return answer;
  }
  close() { this.socket.close(1000, 'bye'); }
}

export default async function (): Promise<void> {
  const client = await Client.open(\`\${__ENV.WS_URL}/echo\`);
  try {
    const [first, second] = await Promise.all([client.ask(Kind.Subscribe), client.ask(Kind.Publish, { n: __ITER })]);
    check(first, { subscribed: (m) => m.kind === Kind.Subscribe });
    check(second, { published: (m) => (m.payload as { n: number }).n === __ITER });
  } finally {
    client.close();
  }
}`;

const engineIo = `
import http from 'k6/http';
import ws from 'k6/ws';
import { check, group, sleep } from 'k6';

export default function () {
  const base = __ENV.SOCKET_IO_URL;
  const params = { headers: { Accept: '*/*', 'Content-type': 'text/plain;charset=UTF-8' } };
  let sid = '';
  group('polling handshake', () => {
    const hello = http.get(\`\${base.replace('ws:', 'http:')}/socket.io/?EIO=4&transport=polling&t=\${Date.now()}\`, params);
    check(hello, { 'status is 200': (r) => r.status === 200, 'open packet': (r) => r.body.startsWith('0{') });
    sid = JSON.parse(hello.body.substring(1)).sid;
    http.post(\`\${base.replace('ws:', 'http:')}/socket.io/?EIO=4&transport=polling&sid=\${sid}\`, '40', params);
  });
  sleep(0.01);
  const heard = [];
  const res = ws.connect(\`\${base}/socket.io/?EIO=4&transport=websocket&sid=\${sid}\`, params, function (socket) {
    socket.on('open', () => socket.send('2probe'));
    socket.on('message', (msg) => {
      if (msg === '3probe') { socket.send('5'); socket.send('421["echo","hello"]'); }
      else if (msg.startsWith('2')) socket.send('3');
      else if (msg.startsWith('42')) heard.push(JSON.parse(msg.replace(/^42\\d*/, ''))[0]);
      else if (msg.startsWith('431')) { check(msg, { acknowledged: (m) => m === '431["hello"]' }); socket.close(); }
    });
    socket.setTimeout(() => { console.error('timeout: ' + heard.join()); socket.close(); }, 5000);
  });
  check(res, { 'status is 101': (r) => r && r.status === 101 });
}`;

const users = 'username,password\na,one\nb,"with, comma ""q"""\nc,three\n';

export const dataScripts: readonly FieldScript[] = [
  {
    title: 'its own summary as text, JSON and JUnit',
    source: summaries,
    sessions: 4,
    shows: [
      /^ → .*█ THRESHOLDS/m,
      /^median [\d.]+ of 4, true$/m,
      /"root_group": \{/,
      /<testsuites/,
    ],
  },
  {
    title: 'users of a CSV file by papaparse, and a JSON file',
    source: csvUsers,
    files: { 'users.csv': users, 'config.json': '{"path":"/echo"}' },
    sessions: 3,
  },
  {
    title: 'thresholds on its own metrics that end the test',
    source: abortOnFail,
    exitCode: 99,
    sessions: 0,
    shows: [/✗ 'rate<0\.1'/, /INFO {2}torn down/],
  },
  {
    title: 'a login in setup, a token for requests and sockets, stages',
    source: tokenChat,
    flags: ['-e', 'USERNAME=ada'],
    sessions: 2,
    shows: [/\{ name:Login \}/, /The user session ended/],
  },
  {
    title: 'TypeScript with classes, enums and promises',
    name: 'script.ts',
    source: typedPubSub,
    sessions: 4,
  },
  { title: 'Engine.IO by hand: polling, then a probe', source: engineIo, sessions: 1 },
];
