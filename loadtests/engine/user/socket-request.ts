/** From the URL and options of a script to an address and an upgrade request. */

import type { TestOptions } from '../options/test-options.ts';
import type { Admission } from '../run/connection-ledger.ts';
import type { Address } from '../socket/transport.ts';
import type { SocketRequest } from '../socket/client-socket.ts';
import type { VirtualUser } from './virtual-user.ts';

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
  user: VirtualUser,
  admission: Admission,
  offersDeflate: boolean,
): SocketRequest {
  const { options } = user.context;
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

/** `options.hosts` changes where a name leads, and nothing else. */
export function addressOf(
  url: URL,
  options: {
    readonly hosts: Readonly<Record<string, string>>;
    readonly insecureSkipTLSVerify: boolean;
  },
): Address {
  const isSecure = url.protocol === 'wss:' || url.protocol === 'https:';
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
  const tls = { servername: name, rejectUnauthorized: !options.insecureSkipTLSVerify };
  return { ...mapped({ host: name, port }, options.hosts), ...(isSecure ? { tls } : {}) };
}

function mapped(
  address: { host: string; port: number },
  hosts: Readonly<Record<string, string>>,
): { host: string; port: number } {
  const wildcard = Object.keys(hosts).find(
    (pattern) => pattern.startsWith('*') && address.host.endsWith(pattern.slice(1)),
  );
  const to =
    hosts[`${address.host}:${address.port}`] ??
    hosts[address.host] ??
    (wildcard === undefined ? undefined : hosts[wildcard]);
  if (to === undefined) return address;
  const [, host, port] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(to) ?? [];
  return { host: host ?? to, port: port === undefined ? address.port : Number(port) };
}
