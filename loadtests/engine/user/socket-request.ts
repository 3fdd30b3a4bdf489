/** From the URL and options of a script to an address and an upgrade request. */

import type { TestOptions } from '../options/test-options.ts';
import type { Admission } from '../run/connection-ledger.ts';
import { addressOf } from '../socket/address-of.ts';
import type { SocketRequest } from '../socket/client-socket.ts';
import type { Address } from '../socket/transport.ts';

/** The last URL: users mostly ask for the same one, and share its strings. */
let last: URL | undefined;

/** Throws a SyntaxError unless the URL is `ws:` or `wss:`. */
export function parseSocketUrl(url: string): URL {
  if (url === last?.href) return last;
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new SyntaxError(`invalid URL: ${url}`);
  }
  if (parsed.protocol !== 'ws:' && parsed.protocol !== 'wss:')
    throw new SyntaxError(`not a ws: or wss: URL: ${url}`);
  last = parsed;
  return parsed;
}

export function socketRequest(
  options: TestOptions,
  admission: Admission,
  offersDeflate: boolean,
): SocketRequest {
  const target = targetOf(parseSocketUrl(admission.url), options);
  const { userAgent } = options;
  const hasAgent = names(admission.headers, 'user-agent');
  return {
    address: target.address,
    host: target.host,
    path: target.path,
    headers:
      hasAgent || userAgent === ''
        ? admission.headers
        : { 'User-Agent': userAgent, ...admission.headers },
    offersDeflate,
  };
}

function names(headers: Readonly<Record<string, string>>, wanted: string): boolean {
  for (const name in headers)
    if (name.length === wanted.length && name.toLowerCase() === wanted) return true;
  return false;
}

/** Where a URL leads under these options. */
interface Target {
  readonly url: URL;
  readonly options: TestOptions;
  readonly address: Address;
  readonly host: string;
  readonly path: string;
}

/** The last one, for the same reason. */
let lastTarget: Target | undefined;

function targetOf(url: URL, options: TestOptions): Target {
  if (lastTarget?.url !== url || lastTarget.options !== options)
    lastTarget = {
      ...{ url, options, address: addressOf(url, options) },
      host: url.host,
      path: `${url.pathname}${url.search}`,
    };
  return lastTarget;
}
