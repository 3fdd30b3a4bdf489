/** What a k6 script uses instead of what Node and browsers have, and where what it forgot to import comes from. */

const http = "Use `http.get` or `http.asyncRequest` of `import http from 'k6/http'`.";
const abort = 'Use the parameter `timeout` of a request, or close the socket by a timer.';
const later = 'Use `setTimeout(f, 0)`, or `Promise.resolve().then(f)`.';
const url =
  "Write `import { URL, URLSearchParams } from 'https://jslib.k6.io/url/1.0.0/index.js'`.";
const events = 'Call functions of your own: a k6 has no events but those of its sockets.';
const files = "Use `open('./name')` in the init code, or `import.meta.resolve('./name')`.";
const storage =
  'Keep it in a variable of the module: each user has its own, through all its iterations.';
const threads = 'Leave it out: more users (`vus`, `scenarios`) are what runs at the same time.';
const browser = 'Leave it out: a script runs in no browser, and `typeof` tells a library so.';
const required = "Write `import` with a file's whole name, or `require` with a text in quotes.";

const node: Readonly<Record<string, string>> = {
  process: 'Use `__ENV.NAME` for variables (`-e NAME=value`), and `exec.test.abort()` to stop.',
  Buffer: 'Use `Uint8Array` and `TextEncoder`; `b64encode` and `b64decode` are in k6/encoding.',
  ...{ require: required, module: required, exports: required },
  ...{ __filename: files, __dirname: files },
  ...{ fetch: http, Request: http, Response: http, Headers: http, XMLHttpRequest: http },
  FormData: 'Hand k6/http an object as body; files by `http.file`.',
  WebSocket: "Write `import { WebSocket } from 'k6/websockets'`.",
  Blob: "Write `import { Blob } from 'k6/websockets'`.",
  File: "Write `http.file(data, name)` of `import http from 'k6/http'`.",
  EventSource: 'Leave it out: k6 has no server-sent events.',
  ...{ Event: events, EventTarget: events, CustomEvent: events, EventEmitter: events },
  ...{ CloseEvent: events, MessageEvent: events },
  ...{ AbortController: abort, AbortSignal: abort },
  ...{ URL: url, URLSearchParams: url, URLPattern: url },
  structuredClone: 'Use `JSON.parse(JSON.stringify(value))`.',
  ...{ setImmediate: later, queueMicrotask: later },
  clearImmediate: 'Use `setTimeout(f, 0)` and `clearTimeout`.',
  performance: 'Use `Date.now()`, or `exec.instance.currentTestRunDuration`.',
  ...{ localStorage: storage, sessionStorage: storage, Storage: storage },
  ...{ Worker: threads, MessageChannel: threads, MessagePort: threads, BroadcastChannel: threads },
  ...{ CompressionStream: 'Use the parameter `compression`.', WebAssembly: browser },
  ...{
    atob: 'Use `b64decode(text, "std", "s")` of k6/encoding.',
    btoa: 'Use `b64encode` of k6/encoding.',
  },
  ...{ window: browser, document: browser, navigator: browser, self: browser, location: browser },
  ...{ alert: browser, requestAnimationFrame: browser, DOMParser: 'Use `parseHTML` of k6/html.' },
};

const origins: Readonly<Record<string, readonly string[]>> = {
  k6: ['check', 'group', 'fail', 'sleep', 'randomSeed'],
  'k6/metrics': ['Counter', 'Gauge', 'Rate', 'Trend'],
  'k6/data': ['SharedArray'],
  'k6/encoding': ['b64encode', 'b64decode'],
  'k6/html': ['parseHTML'],
  'https://jslib.k6.io/k6-utils/1.4.0/index.js': [
    ...['randomIntBetween', 'randomItem', 'randomString', 'uuidv4', 'findBetween'],
  ],
  'https://jslib.k6.io/k6-summary/0.1.0/index.js': ['textSummary', 'jUnit'],
};

/** Modules that are imported whole, by the name everybody gives them. */
const whole: Readonly<Record<string, string>> = {
  http: 'k6/http',
  ws: 'k6/ws',
  exec: 'k6/execution',
  encoding: 'k6/encoding',
  secrets: 'k6/secrets',
  papaparse: 'https://jslib.k6.io/papaparse/5.1.1/index.js',
};

/** One sentence; undefined where nothing is known about that name. */
export function insteadOf(name: string): string | undefined {
  if (Object.hasOwn(node, name)) return node[name];
  const origin = Object.entries(origins).find(([, names]) => names.includes(name))?.[0];
  if (origin !== undefined) return `Write \`import { ${name} } from '${origin}'\`.`;
  return Object.hasOwn(whole, name) ? `Write \`import ${name} from '${whole[name]}'\`.` : undefined;
}
