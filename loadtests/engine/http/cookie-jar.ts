/** Cookies of one virtual user. */

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** True when the server named no domain: sent to this host only. */
  readonly isHostOnly: boolean;
  readonly path: string;
  readonly isSecure: boolean;
}

type Attributes = Readonly<Record<string, unknown>>;

export class CookieJar {
  #cookies: Cookie[] = [];

  set(url: string, name: string, ...[value, options = {}]: [unknown, Attributes?]): boolean {
    const { hostname, protocol } = new URL(httpUrl(url));
    const domain = typeof options['domain'] === 'string' ? options['domain'] : hostname;
    this.#put({
      name,
      value: String(value),
      domain: domain.replace(/^\./, '').toLowerCase(),
      isHostOnly: options['domain'] === undefined,
      path: typeof options['path'] === 'string' ? options['path'] : '/',
      isSecure: options['secure'] === true && protocol === 'https:',
    });
    return true;
  }

  cookiesForURL(url: string): Record<string, string[]> {
    const byName: Record<string, string[]> = {};
    for (const { name, value } of this.#for(url)) (byName[name] ??= []).push(value);
    return byName;
  }

  clear(url: string): void {
    const gone = new Set(this.#for(url));
    this.#cookies = this.#cookies.filter((cookie) => !gone.has(cookie));
  }

  delete(url: string, name: string): void {
    const gone = new Set(this.#for(url).filter((cookie) => cookie.name === name));
    this.#cookies = this.#cookies.filter((cookie) => !gone.has(cookie));
  }

  clearAll(): void {
    this.#cookies = [];
  }

  /** The `Cookie` header for a request there; undefined when there is none to send. */
  headerFor(url: string): string | undefined {
    const pairs = this.#for(url).map(({ name, value }) => `${name}=${value}`);
    return pairs.length === 0 ? undefined : pairs.join('; ');
  }

  /** Takes `Set-Cookie` lines of an answer. */
  take(url: URL, lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
      const equals = pair.indexOf('=');
      if (equals < 1) continue;
      const attributes = new Map(rest.map((part) => splitAttribute(part)));
      const name = pair.slice(0, equals);
      if (isExpired(attributes)) {
        this.delete(url.href, name);
        continue;
      }
      const domain = attributes.get('domain');
      this.#put({
        name,
        value: pair.slice(equals + 1),
        domain: (domain ?? url.hostname).replace(/^\./, '').toLowerCase(),
        isHostOnly: domain === undefined,
        path: attributes.get('path') ?? '/',
        isSecure: attributes.has('secure'),
      });
    }
  }

  #put(cookie: Cookie): void {
    this.#cookies = this.#cookies.filter(
      ({ name, domain, path }) =>
        name !== cookie.name || domain !== cookie.domain || path !== cookie.path,
    );
    this.#cookies.push(cookie);
  }

  #for(address: string): Cookie[] {
    if (this.#cookies.length === 0) return [];
    const url = new URL(httpUrl(address));
    const host = url.hostname.toLowerCase();
    return this.#cookies.filter(
      ({ domain, isHostOnly, path, isSecure }) =>
        (host === domain || (!isHostOnly && host.endsWith(`.${domain}`))) &&
        url.pathname.startsWith(path) &&
        (!isSecure || url.protocol === 'https:'),
    );
  }
}

/** Cookies of `ws:` are those of `http:`. */
function httpUrl(url: string): string {
  return url.replace(/^ws/, 'http');
}

function splitAttribute(part: string): [string, string] {
  const equals = part.indexOf('=');
  if (equals === -1) return [part.toLowerCase(), ''];
  return [part.slice(0, equals).toLowerCase(), part.slice(equals + 1)];
}

function isExpired(attributes: ReadonlyMap<string, string>): boolean {
  const maxAge = attributes.get('max-age');
  if (maxAge !== undefined) return Number(maxAge) <= 0;
  const expires = attributes.get('expires');
  return expires !== undefined && Date.parse(expires) < new Date().getTime();
}
