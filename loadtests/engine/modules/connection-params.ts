/** `Params` of a WebSocket: headers, tags, cookies and compression, checked. */

import type { ConnectionParams } from '../user/connection.ts';
import type { VirtualUser } from '../user/virtual-user.ts';

/** Cookies that go with the upgrade; `k6/http` provides them for users whose script imports it. */
export interface CookieSource {
  headerFor(url: string): string | undefined;
}

const none: ConnectionParams = { headers: {}, tags: {}, offersDeflate: false };

export function connectionParams(user: VirtualUser, url: string, raw: unknown): ConnectionParams {
  if ((raw === undefined || raw === null) && user.cookies === null) return none;
  const given = (raw ?? {}) as Readonly<Record<string, unknown>>;
  const jar = (given['jar'] ?? user.cookies) as CookieSource | null;
  const headers = texts(given['headers']);
  const cookie = jar?.headerFor(url);
  return {
    headers: cookie === undefined ? headers : { ...headers, Cookie: cookie },
    tags: texts(given['tags']),
    offersDeflate: isDeflate(given['compression'] ?? ''),
  };
}

function isDeflate(compression: unknown): boolean {
  if (compression === '') return false;
  if (compression === 'deflate') return true;
  throw new TypeError(`unsupported compression ${JSON.stringify(compression)}; there is "deflate"`);
}

function texts(raw: unknown): Record<string, string> {
  if (typeof raw !== 'object' || raw === null) return {};
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, String(value)]));
}
