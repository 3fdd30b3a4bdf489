/** The head of an HTTP message: found, read, and changed in the two places where the tap must change it. */

import { connectionHeader } from '../../harness/contracts/connection-id.ts';

/** Longer heads are passed on unread. */
export const longestHeadBytes = 65_536;

const replaced = new RegExp(`^(sec-websocket-extensions|${connectionHeader}):`, 'i');
const endOfHead = Buffer.from('\r\n\r\n');

/** Index just behind the empty line, or -1 while it has not come. */
export function headEnd(bytes: Buffer): number {
  const found = bytes.indexOf(endOfHead);
  return found === -1 ? -1 : found + endOfHead.length;
}

export interface UpgradeRequest {
  /** The client's own name of this connection; undefined where it gave none that can be used. */
  readonly connection: string | undefined;
  /** The head as it goes on to the server, for the id the connection is known by. */
  rewrite(connection: string): Buffer;
}

/** The request, if it asks for a WebSocket; undefined for any other HTTP. */
export function readUpgrade(head: Buffer): UpgradeRequest | undefined {
  const lines = head.toString('latin1').split('\r\n');
  const upgrade = valueOf(lines, 'upgrade');
  if (upgrade?.toLowerCase() !== 'websocket') return undefined;
  const named = valueOf(lines, connectionHeader);
  const connection = named !== undefined && /^[\w.:~-]{1,128}$/.test(named) ? named : undefined;
  return { connection, rewrite: (id) => rewrite(lines, id) };
}

/** The status of a response head; 0 where it is none. */
export function readStatus(head: Buffer): number {
  const status = /^HTTP\/1\.\d (\d{3})/.exec(head.toString('latin1', 0, 16))?.[1];
  return status === undefined ? 0 : Number(status);
}

/**
 * Without the offer of extensions: withholding one message of a compressed stream with context takeover would
 * garble all later ones, so the tap declines compression for both sides. With the id, so that a server which
 * reads it has the same name for the connection.
 */
function rewrite(lines: readonly string[], connection: string): Buffer {
  const [requestLine = '', ...rest] = lines.slice(0, -2);
  const kept = rest.filter((line) => !replaced.test(line));
  const all = [requestLine, ...kept, `${connectionHeader}: ${connection}`, '', ''];
  return Buffer.from(all.join('\r\n'), 'latin1');
}

function valueOf(lines: readonly string[], name: string): string | undefined {
  const line = lines.find((candidate) => candidate.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}
