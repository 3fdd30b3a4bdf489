/** One HTTP request on the wire, timed; redirects, cookies and bodies are other people's work. */

import type { Agent as HttpAgent, ClientRequest, IncomingMessage } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { Address } from '../socket/transport.ts';
import { alarmAfter, monotonicMs } from '../timers.ts';

export interface ExchangeRequest {
  readonly method: string;
  readonly url: URL;
  readonly address: Address;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly timeoutMs: number;
  /** Whether the connection may serve other requests. */
  readonly keepsAlive: boolean;
}

/** Milliseconds, by k6's names. */
export interface Timings {
  blocked: number;
  connecting: number;
  tls_handshaking: number;
  sending: number;
  waiting: number;
  receiving: number;
  duration: number;
}

export interface Exchanged {
  readonly status: number;
  readonly statusText: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly timings: Timings;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** A request that got no answer; `errorCode` as k6 numbers them. */
export class ExchangeFailed extends Error {
  readonly errorCode: number;
  readonly tookMs: number;
  constructor(message: string, errorCode: number, tookMs: number) {
    super(message);
    this.errorCode = errorCode;
    this.tookMs = tookMs;
  }
}

/** Loaded with the first request: a WebSocket test has none. */
const http = () => process.getBuiltinModule('node:http');
const https = () => process.getBuiltinModule('node:https');

/** Connections are kept per process and shared by its users. */
const keep = { keepAlive: true, maxSockets: Infinity };
let httpAgent: HttpAgent | undefined;
let httpsAgent: HttpsAgent | undefined;

const errorCodes: Readonly<Record<string, number>> = {
  ECONNREFUSED: 1212,
  ECONNRESET: 1220,
  ENOTFOUND: 1101,
  EAI_AGAIN: 1101,
  EHOSTUNREACH: 1213,
  ETIMEDOUT: 1211,
  TIMEOUT: 1050,
  CERT_HAS_EXPIRED: 1310,
  DEPTH_ZERO_SELF_SIGNED_CERT: 1310,
  SELF_SIGNED_CERT_IN_CHAIN: 1310,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 1310,
};

/** `cancel` gives it up; then the promise never settles. Rejects with ExchangeFailed. */
export function exchange(request: ExchangeRequest): {
  done: Promise<Exchanged>;
  cancel: () => void;
} {
  const startMs = monotonicMs();
  const outgoing = open(request);
  const marks = watch(outgoing);
  let isCancelled = false;
  const timeout = alarmAfter(request.timeoutMs, () =>
    outgoing.destroy(Object.assign(new Error('request timeout'), { code: 'TIMEOUT' })),
  );
  const done = new Promise<Exchanged>((resolve, reject) => {
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      timeout.cancel();
      if (isCancelled) return;
      const code = errorCodes[error.code ?? ''] ?? 1000;
      reject(new ExchangeFailed(error.message, code, monotonicMs() - startMs));
    });
    outgoing.on('response', (response) => {
      const headMs = monotonicMs();
      const { remoteAddress = '', remotePort = 0 } = response.socket;
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => outgoing.destroy(error));
      response.on('end', () => {
        timeout.cancel();
        const body = Buffer.concat(chunks);
        const timings = timingsOf({ startMs, headMs, ...marks });
        resolve({ ...result({ request, response, body, timings }), remoteAddress, remotePort });
      });
    });
  });
  if (request.body !== undefined) outgoing.write(request.body);
  outgoing.end();
  return {
    done,
    cancel: () => {
      isCancelled = true;
      timeout.cancel();
      outgoing.destroy();
    },
  };
}

function open({ method, url, address, headers, keepsAlive }: ExchangeRequest): ClientRequest {
  const { tls, host, port } = address;
  const hasHost = Object.keys(headers).some((name) => /^host$/i.test(name));
  const common = {
    ...{ method, host, port, path: `${url.pathname}${url.search}` },
    // where `hosts` leads a name somewhere else, the server still hears the name
    headers: hasHost ? headers : { Host: url.host, ...headers },
  };
  const auth =
    url.username === ''
      ? {}
      : { auth: [url.username, url.password].map(decodeURIComponent).join(':') };
  if (tls === undefined) {
    httpAgent ??= new (http().Agent)(keep);
    return http().request({ ...common, ...auth, agent: keepsAlive && httpAgent });
  }
  httpsAgent ??= new (https().Agent)(keep);
  const { servername, rejectUnauthorized } = tls;
  const name = /^[\d.]+$|:/.test(servername) ? {} : { servername };
  const agent = keepsAlive && httpsAgent;
  return https().request({ ...common, ...auth, ...name, rejectUnauthorized, agent });
}

interface Marks {
  socketMs: number;
  connectedMs: number;
  securedMs: number;
  sentMs: number;
}

function watch(outgoing: ClientRequest): Marks {
  const marks: Marks = { socketMs: 0, connectedMs: 0, securedMs: 0, sentMs: 0 };
  outgoing.on('socket', (socket) => {
    marks.socketMs = monotonicMs();
    if (!socket.connecting) return; // one that is used again; it would keep what listens to it
    socket.once('connect', () => (marks.connectedMs = monotonicMs()));
    socket.once('secureConnect', () => (marks.securedMs = monotonicMs()));
  });
  outgoing.on('finish', () => (marks.sentMs = monotonicMs()));
  return marks;
}

function timingsOf(at: Marks & { startMs: number; headMs: number }): Timings {
  const endMs = monotonicMs();
  const between = (fromMs: number, toMs: number): number =>
    fromMs === 0 || toMs === 0 ? 0 : Math.max(0, toMs - fromMs);
  const connecting = between(at.socketMs, at.connectedMs);
  const secured = between(at.connectedMs, at.securedMs);
  const readyMs = Math.max(at.socketMs, at.connectedMs, at.securedMs);
  const sending = between(readyMs, at.sentMs);
  const waiting = between(Math.max(readyMs, at.sentMs), at.headMs);
  const receiving = between(at.headMs, endMs);
  return {
    blocked: between(at.startMs, at.socketMs),
    ...{ connecting, tls_handshaking: secured, sending, waiting, receiving },
    duration: sending + waiting + receiving,
  };
}

function result(of: {
  request: ExchangeRequest;
  response: IncomingMessage;
  body: Buffer;
  timings: Timings;
}): Omit<Exchanged, 'remoteAddress' | 'remotePort'> {
  const { request, response, body, timings } = of;
  const headBytes = response.rawHeaders.join('').length + response.rawHeaders.length * 2 + 17;
  const sentHead = Object.entries(request.headers).join('').length + request.url.href.length + 32;
  return {
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    body,
    timings,
    sentBytes: sentHead + (request.body?.byteLength ?? 0),
    receivedBytes: headBytes + body.length,
  };
}
