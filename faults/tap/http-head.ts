/** The head of an HTTP message: found, read, and changed in the two places where the tap must change it. */

import { connectionHeader } from '../../harness/contracts/connection-id.ts';
import type { BodyLength } from './http-body.ts';

/** Longer heads are passed on unread. */
export const longestHeadBytes = 65_536;

const endOfHead = Buffer.from('\r\n\r\n');
const asksForWebSocket = /\r\nupgrade:[ \t]*websocket[ \t]*\r\n/i;
const offersExtensions = /\r\nsec-websocket-extensions:/i;
const itsName = new RegExp(`\\r\\n${connectionHeader}:([^\\r\\n]*)`, 'i');
const replaced = new RegExp(
  `\\r\\n(?:sec-websocket-extensions|${connectionHeader}):[^\\r\\n]*`,
  'gi',
);
const usableName = /^[\w.:~-]{1,128}$/;
const requestLine = /^[A-Z]+ \S+ HTTP\/1\.1\r\n/;
const coding = /\r\ntransfer-encoding:([^\r\n]*)/gi;
const lengths = /\r\ncontent-length:([^\r\n]*)/gi;
const bodiless = [204, 304];

/** Index just behind the empty line, or -1 while it has not come. In the first `known` bytes it does not end. */
export function headEnd(bytes: Buffer, known = 0): number {
  const found = bytes.indexOf(endOfHead, Math.max(0, known - endOfHead.length + 1));
  return found === -1 ? -1 : found + endOfHead.length;
}

export interface UpgradeRequest {
  /** The client's own name of this connection; undefined where it gave none that can be used. */
  readonly connection: string | undefined;
  /** The head, latin1. */
  readonly text: string;
}

/** The request, if it asks for a WebSocket; undefined for any other HTTP. `text` is of the head, latin1. */
export function readUpgrade(text: string): UpgradeRequest | undefined {
  if (!asksForWebSocket.test(text)) return undefined;
  const named = itsName.exec(text)?.[1]?.trim();
  const isUsable = named !== undefined && usableName.test(named);
  return { connection: isUsable ? copyOf(named) : undefined, text };
}

/** A part of a string keeps the whole string alive, here the head for as long as the connection. */
function copyOf(part: string): string {
  return Buffer.from(part, 'latin1').toString('latin1');
}

/** How long a request's body is; undefined where that cannot be told, or where what comes is no HTTP/1.1. */
export function requestBody(head: string): BodyLength | undefined {
  if (!requestLine.test(head) || head.startsWith('CONNECT ')) return undefined;
  const length = statedLength(head) ?? 0;
  return length === 'until-close' ? undefined : length;
}

/** How long the body of a final answer is, by the method it answers. */
export function answerBody(head: string, method: string): BodyLength {
  if (method === 'HEAD' || bodiless.includes(readStatus(Buffer.from(head, 'latin1')))) return 0;
  return statedLength(head) ?? 'until-close';
}

/** Undefined where the head says nothing; until the end where it says two things, or nothing that can be read. */
function statedLength(head: string): BodyLength | undefined {
  const codings = Array.from(head.matchAll(coding), ([, value = '']) => value.trim());
  const [length, ...others] = Array.from(head.matchAll(lengths), ([, value = '']) => value.trim());
  if (codings.length > 0) {
    const isChunked = codings.join().toLowerCase() === 'chunked' && length === undefined;
    return isChunked ? 'chunked' : 'until-close';
  }
  if (length === undefined) return undefined;
  return /^\d{1,15}$/.test(length) && others.length === 0 ? Number(length) : 'until-close';
}

/** The status of a response head; 0 where it is none. */
export function readStatus(head: Buffer): number {
  const status = /^HTTP\/1\.\d (\d{3})/.exec(head.toString('latin1', 0, 16))?.[1];
  return status === undefined ? 0 : Number(status);
}

/**
 * The head as it goes on to the server. Without the offer of extensions: withholding one message of a compressed stream
 * with context takeover would garble all later ones, so the tap declines compression for both sides. With the id
 * the connection is known by, so that a server which reads it has the same name for the connection.
 */
export function rewriteHead({ text, connection }: UpgradeRequest, id: string): Buffer {
  const isNamed = connection !== undefined || itsName.test(text);
  const kept = isNamed || offersExtensions.test(text) ? text.replace(replaced, '') : text;
  return Buffer.from(`${kept.slice(0, -2)}${connectionHeader}: ${id}\r\n\r\n`, 'latin1');
}
