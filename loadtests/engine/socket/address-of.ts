/** From a URL to where it leads under the options of a test. */

import type { Address } from './transport.ts';

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
