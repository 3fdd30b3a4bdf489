/** The HTTP half of a WebSocket: the upgrade request, and the answer to it, taken apart. */

import { hash, randomFillSync } from 'node:crypto';

const acceptSalt = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const maxHeadBytes = 32 * 1024;
const keyBytes = 16;
const keyPool = Buffer.alloc(keyBytes * 256);
let keyAt = keyPool.length;

/** A fresh `Sec-WebSocket-Key`. */
export function newKey(): string {
  if (keyAt === keyPool.length) {
    randomFillSync(keyPool);
    keyAt = 0;
  }
  keyAt += keyBytes;
  return keyPool.toString('base64', keyAt - keyBytes, keyAt);
}

export function acceptOf(key: string): string {
  return hash('sha1', key + acceptSalt, 'base64');
}

export interface UpgradeRequest {
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly offersDeflate: boolean;
}

/** Header names that the request line below writes itself. */
const ownHeaders = new Set([
  'host',
  'upgrade',
  'connection',
  'sec-websocket-key',
  'sec-websocket-version',
]);

export function upgradeRequest(request: UpgradeRequest, key: string): string {
  let { host } = request;
  let more = '';
  for (const name in request.headers) {
    const value = clean(request.headers[name] ?? '');
    const lower = name.toLowerCase();
    if (lower === 'host') host = value;
    else if (!ownHeaders.has(lower)) more += `${name}: ${value}\r\n`;
  }
  const deflate = request.offersDeflate ? deflateOffer : '';
  return `GET ${request.path} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n${deflate}${more}\r\n`;
}

const deflateOffer =
  'Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover; server_no_context_takeover\r\n';

/** A header value that could end the head early would be a request of its own. */
function clean(value: string): string {
  return /[\r\n]/.test(value) ? value.replace(/[\r\n]+/g, ' ') : value;
}

export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  /** Names in lower case; repeated ones joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the head. */
  readonly headBytes: number;
}

/** The head of the answer; undefined while it is not there in full; throws when it is none. */
export function parseHead(bytes: Buffer): ResponseHead | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) {
    if (bytes.length > maxHeadBytes) throw new Error('the answer to the upgrade has no end');
    return undefined;
  }
  const text = bytes.toString('latin1', 0, end);
  return sameAgain(text, end + 4) ?? takeApart(text, end + 4);
}

/** The last 101, up to and behind the one value that differs from connection to connection. */
let last:
  { readonly head: ResponseHead; readonly before: string; readonly behind: string } | undefined;
const acceptLength = 28;

/** Servers give every connection the same answer, but for the key: it is taken apart once. */
function sameAgain(text: string, headBytes: number): ResponseHead | undefined {
  if (last?.head.headBytes !== headBytes) return undefined;
  const { head, before, behind } = last;
  if (!text.startsWith(before) || !text.endsWith(behind)) return undefined;
  const accept = text.substring(before.length, before.length + acceptLength);
  if (/[\r\n]/.test(accept)) return undefined;
  return { ...head, headers: { ...head.headers, 'sec-websocket-accept': accept } };
}

function remember(head: ResponseHead, text: string): void {
  const accept = head.headers['sec-websocket-accept'] ?? '';
  const at = accept.length === acceptLength ? text.indexOf(accept) : -1;
  if (head.status !== 101 || at === -1) return;
  last = { head, before: text.substring(0, at), behind: text.substring(at + acceptLength) };
}

function takeApart(text: string, headBytes: number): ResponseHead {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const match = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/.exec(statusLine);
  if (match === null) throw new Error(`not an HTTP answer: ${statusLine.slice(0, 60)}`);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon === -1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  const head = { status: Number(match[1]), statusText: match[2] ?? '', headers, headBytes };
  remember(head, text);
  return head;
}

/** Why a 101 is no WebSocket after all; undefined when it is one. */
export function upgradeFault(head: ResponseHead, key: string): string | undefined {
  const { headers } = head;
  if (headers['upgrade']?.toLowerCase() !== 'websocket')
    return 'no `Upgrade: websocket` in the answer';
  if (!/\bupgrade\b/i.test(headers['connection'] ?? ''))
    return 'no `Connection: Upgrade` in the answer';
  if (headers['sec-websocket-accept'] !== acceptOf(key)) return 'wrong Sec-WebSocket-Accept';
  return undefined;
}
