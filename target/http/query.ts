/** The query of an address, read without building a URL: an upgrade is the busiest request of the server. */

export interface Address {
  readonly path: string;
  readonly query: string;
}

export function splitAddress(address: string): Address {
  const end = address.indexOf('?');
  if (end < 0) return { path: address, query: '' };
  return { path: address.slice(0, end), query: address.slice(end + 1) };
}

/** The first field of this name, decoded; undefined where there is none or it cannot be decoded. */
export function field(query: string, name: string): string | undefined {
  for (let start = query.indexOf(name); start >= 0; start = query.indexOf(name, start + 1)) {
    const equals = start + name.length;
    const isName = start === 0 || query[start - 1] === '&';
    if (!isName || query[equals] !== '=') continue;
    const end = query.indexOf('&', equals);
    return decode(query.slice(equals + 1, end < 0 ? undefined : end));
  }
  return undefined;
}

function decode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
