/** Digest authentication (RFC 7616): from the challenge of a 401 to the header that answers it. */

type Parts = Readonly<Record<string, string>>;

export interface DigestRequest {
  readonly method: string;
  /** Path and query. */
  readonly uri: string;
  readonly username: string;
  readonly password: string;
  /** Chosen by the client, new for each request. */
  readonly cnonce: string;
}

/** By the names of challenges. */
const hashes: Readonly<Record<string, string>> = { md5: 'md5', 'sha-256': 'sha256' };
/** One request a challenge. */
const count = '00000001';

/** The `Digest` challenge among those of a `WWW-Authenticate` header that can be answered; undefined where none can. */
export function digestChallenge(header: string): Parts | undefined {
  return header
    .split(/,?\s*\bDigest\s+/i)
    .slice(1)
    .map(partsOf)
    .find(({ nonce, algorithm, qop }) => {
      const isKnown = hashes[baseOf(algorithm)] !== undefined;
      return nonce !== undefined && isKnown && (qop === undefined || hasAuth(qop));
    });
}

/** The value of `Authorization`. */
export function digestHeader(challenge: Parts, request: DigestRequest): string {
  const { realm = '', nonce = '', algorithm, opaque, qop } = challenge;
  const { method, uri, username, cnonce } = request;
  const hash = hashWith(hashes[baseOf(algorithm)] ?? 'md5');
  const plain = hash(`${username}:${realm}:${request.password}`);
  const secret = /-sess$/i.test(algorithm ?? '') ? hash(`${plain}:${nonce}:${cnonce}`) : plain;
  const asked = hash(`${method}:${uri}`);
  const middle = qop === undefined ? nonce : `${nonce}:${count}:${cnonce}:auth`;
  const texts = { username, realm, nonce, uri, response: hash(`${secret}:${middle}:${asked}`) };
  return [
    `Digest ${quoted(texts)}`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [quoted({ opaque })]),
    ...(qop === undefined ? [] : [`qop=auth, nc=${count}, ${quoted({ cnonce })}`]),
  ].join(', ');
}

function quoted(texts: Parts): string {
  return Object.entries(texts)
    .map(([name, value]) => `${name}="${value.replaceAll(/["\\]/g, (sign) => `\\${sign}`)}"`)
    .join(', ');
}

function partsOf(text: string): Parts {
  const pairs = text.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g);
  return Object.fromEntries(
    [...pairs].map(([, name = '', inQuotes, plain = '']) => [
      name.toLowerCase(),
      inQuotes?.replaceAll(/\\(.)/g, '$1') ?? plain,
    ]),
  );
}

const baseOf = (algorithm = 'MD5'): string => algorithm.toLowerCase().replace(/-sess$/, '');
const hasAuth = (qop: string): boolean => qop.split(/\s*,\s*/).includes('auth');

/** Loaded with the first challenge. */
function hashWith(name: string): (text: string) => string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return (text) => createHash(name).update(text).digest('hex');
}
