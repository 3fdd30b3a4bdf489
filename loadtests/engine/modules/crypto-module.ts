/** `k6/crypto`. */

import { createHash, createHmac, randomBytes, type Hash } from 'node:crypto';
import { messageOf } from '../../../harness/contracts/errors.ts';
import { toBase64 } from './encoding-module.ts';
import { bytesOf } from './input-bytes.ts';

/** k6's names and Node's. */
const algorithms: Readonly<Record<string, string>> = {
  md4: 'md4',
  md5: 'md5',
  sha1: 'sha1',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  sha512_224: 'sha512-224',
  sha512_256: 'sha512-256',
  ripemd160: 'ripemd160',
};

export const cryptoNames: readonly string[] = [
  ...Object.keys(algorithms),
  ...['hmac', 'createHash', 'createHMAC', 'randomBytes'],
];

export function cryptoModule(): Record<string, unknown> {
  const oneShot = Object.keys(algorithms).map((name) => [
    name,
    (input: unknown, encoding: unknown) =>
      new Hasher(() => hash(name)).update(input).digest(encoding),
  ]);
  return {
    ...(Object.fromEntries(oneShot) as Record<string, unknown>),
    hmac: (algorithm: string, secret: unknown, ...rest: [unknown, unknown]) =>
      new Hasher(() => hmac(algorithm, secret)).update(rest[0]).digest(rest[1]),
    createHash: (algorithm: string) => new Hasher(() => hash(algorithm)),
    createHMAC: (algorithm: string, secret: unknown) => new Hasher(() => hmac(algorithm, secret)),
    randomBytes: (size: number) => new Uint8Array(randomBytes(size)).buffer,
  };
}

/** A hash, or a hash with a secret. */
interface Digesting {
  update(data: Uint8Array): unknown;
  digest(): Buffer;
}

/** `update` and `digest`; a digest can be asked for again and again. */
class Hasher {
  readonly #hash: Digesting;
  readonly #make: () => Digesting;
  readonly #parts: Uint8Array[] = [];

  constructor(make: () => Digesting) {
    this.#make = make;
    // an unknown algorithm is refused here, not at the first digest
    this.#hash = make();
  }

  update(input: unknown): this {
    const bytes = bytesOf(input);
    this.#hash.update(bytes);
    this.#parts.push(bytes);
    return this;
  }

  digest(encoding: unknown): string | ArrayBuffer {
    const again = this.#make();
    for (const part of this.#parts) again.update(part);
    return encode(again.digest(), encoding);
  }
}

function hash(name: string): Hash {
  const algorithm = algorithms[name];
  if (algorithm === undefined) throw new Error(`unknown hash algorithm ${name}`);
  try {
    return createHash(algorithm);
  } catch (error) {
    throw new Error(`${name} is not in the OpenSSL of this Node: ${messageOf(error)}`);
  }
}

function hmac(name: string, secret: unknown): Digesting {
  const algorithm = algorithms[name];
  if (algorithm === undefined) throw new Error(`unknown hash algorithm ${name}`);
  return createHmac(algorithm, bytesOf(secret));
}

function encode(bytes: Buffer, encoding: unknown): string | ArrayBuffer {
  switch (encoding) {
    case 'hex':
      return bytes.toString('hex');
    case 'base64':
      return toBase64(bytes, 'std');
    case 'base64url':
      return toBase64(bytes, 'url');
    case 'base64rawurl':
      return toBase64(bytes, 'rawurl');
    case 'binary':
      return new Uint8Array(bytes).buffer;
    default:
      throw new Error(`unknown encoding ${JSON.stringify(encoding)}`);
  }
}
