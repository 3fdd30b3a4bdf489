/** The one generator of chance: xoshiro128**, seeded by SHA-256 of seed and label, integers only. */

import { createHash } from 'node:crypto';
import type { Random } from '../contracts/clock.ts';

const wordRange = 2 ** 32;

/** The same seed gives the same numbers on every machine. `seed` is a non-negative safe integer. */
export function createRandom(seed: number): Random {
  return generator(`ws-chaos seed ${seed}`);
}

function generator(path: string): Random {
  const next = xoshiro128(path);
  const integer = (below: number): number => {
    if (!Number.isSafeInteger(below) || below <= 0) {
      throw new RangeError(`below must be a positive safe integer, not ${below}`);
    }
    return below <= wordRange ? draw(below, wordRange, next) : draw(below, 2 ** 53, wide(next));
  };
  return {
    integer,
    shuffle: (items) => shuffled(items, integer),
    // From the path and not from the state, so that a draw more here changes nothing over there.
    fork: (label) => generator(`${path}/${label}`),
  };
}

/** Rejects the last, incomplete stretch of the range, so that every value is equally likely. */
function draw(below: number, range: number, next: () => number): number {
  const fair = range - (range % below);
  for (;;) {
    const value = next();
    if (value < fair) return value % below;
  }
}

function wide(next: () => number): () => number {
  return () => (next() % 2 ** 21) * wordRange + next();
}

/** Fisher–Yates, from the end. */
function shuffled<Item>(items: readonly Item[], integer: (below: number) => number): Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = integer(last + 1);
    const kept = result[last] as Item;
    result[last] = result[other] as Item;
    result[other] = kept;
  }
  return result;
}

/** Blackman and Vigna's xoshiro128** 1.1 (public domain). */
function xoshiro128(seed: string): () => number {
  const digest = createHash('sha256').update(seed).digest();
  let [a, b, c, d] = [0, 4, 8, 12].map((offset) => digest.readUInt32LE(offset)) as [
    number,
    number,
    number,
    number,
  ];
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
