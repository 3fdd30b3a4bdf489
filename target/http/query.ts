/** The query of an address, read without building a URL: an upgrade is the busiest request of the server. */

/** Path and fields; undefined where the address is malformed. The last of equal names wins. */
export function readAddress(
  address: string,
): { readonly path: string; readonly fields: ReadonlyMap<string, string> } | undefined {
  const [path = '', query = '', ...rest] = address.split('?');
  if (rest.length > 0) return undefined;
  const fields = new Map<string, string>();
  if (query === '') return { path, fields };
  for (const part of query.split('&')) {
    const end = part.indexOf('=');
    const value = end < 0 ? '' : decode(part.slice(end + 1));
    if (value === undefined) return undefined;
    fields.set(end < 0 ? part : part.slice(0, end), value);
  }
  return { path, fields };
}

function decode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
