/** Execution segments: which users, iterations and arrivals of a test one of several instances does. */

import { OptionsError } from './options-error.ts';

/** The part of a test that one instance does. */
export interface Share {
  /** How many of the first `total` users (or iterations, arrivals) are ours. */
  count(total: number): number;
  /** The number, counted from 0 in the whole test, of our n-th one, also from 0. */
  index(nth: number): number;
  owns(index: number): boolean;
  /** Of iterations that so many users share: an instance without a user of them gets none. */
  among(users: number): Share;
}

/** An instance that does everything. */
export const wholeShare: Share = {
  count: (total) => total,
  index: (nth) => nth,
  owns: () => true,
  among: () => wholeShare,
};

/** A fraction as whole numbers: no rounding ever moves a border. */
type Fraction = readonly [numerator: number, denominator: number];

/**
 * `segment` is `a:b` (or `b` for `0:b`) in fractions, decimals or percents; `sequence` lists the borders of
 * all instances. Every index belongs to exactly one of them, and they alternate as evenly as the sizes allow.
 */
export function parseSegment(segment: string | undefined, sequence?: string): Share {
  if (segment === undefined) return wholeShare;
  const [from = '0', to = ''] = segment.includes(':') ? segment.split(':') : ['0', segment];
  const [start, end] = [fraction(from), fraction(to)];
  const borders =
    sequence === undefined ? defaultBorders(start, end) : sequence.split(',').map(fraction);
  const scale = borders.reduce((common, [, denominator]) => lcm(common, denominator), 1);
  const points = borders.map(([numerator, denominator]) => (numerator * scale) / denominator);
  const own = borders.findIndex((border) => isSame(border, start));
  if (own === -1 || !isSame(borders[own + 1] ?? start, end))
    throw new OptionsError(`execution segment \`${segment}\` is not in the sequence`);
  assertRising(points, scale, sequence ?? segment);
  return striped(points, own);
}

function assertRising(points: readonly number[], whole: number, sequence: string): void {
  const rises = points.every((point, i) => point > (points[i - 1] ?? -1));
  if (points[0] === 0 && points.at(-1) === whole && rises) return;
  throw new OptionsError(`execution segment sequence \`${sequence}\` does not rise from 0 to 1`);
}

/** The N segments that share a test evenly. */
export function evenShares(instances: number): Share[] {
  const points = Array.from({ length: instances + 1 }, (_, i) => i);
  return Array.from({ length: instances }, (_, own) => striped(points, own));
}

/** Deals indices out one by one to whoever is furthest behind its size. */
function striped(points: readonly number[], own: number): Share {
  const cycle = points.at(-1) ?? 1;
  const sizes = points.slice(1).map((point, i) => point - (points[i] ?? 0));
  const given = sizes.map(() => 0);
  const ours: number[] = [];
  for (let index = 0; index < cycle; index++) {
    const behind = sizes.map((size, i) => (size * (index + 1)) / cycle - (given[i] ?? 0));
    const chosen = behind.indexOf(Math.max(...behind));
    given[chosen] = (given[chosen] ?? 0) + 1;
    if (chosen === own) ours.push(index);
  }
  return dealt(ours, cycle);
}

/** Those of `ours` in every `cycle`. */
function dealt(ours: readonly number[], cycle: number): Share {
  const owned = new Set(ours);
  const share: Share = {
    count: (total) =>
      Math.floor(total / cycle) * ours.length +
      ours.filter((index) => index < total % cycle).length,
    index: (nth) => Math.floor(nth / ours.length) * cycle + (ours[nth % ours.length] ?? 0),
    owns: (index) => owned.has(index % cycle),
    among: (users) =>
      users >= cycle
        ? share
        : dealt(
            ours.filter((index) => index < users),
            users,
          ),
  };
  return share;
}

function defaultBorders(start: Fraction, end: Fraction): Fraction[] {
  const zero: Fraction[] = start[0] === 0 ? [] : [[0, 1]];
  const one: Fraction[] = isSame(end, [1, 1]) ? [] : [[1, 1]];
  return [...zero, start, end, ...one];
}

/** `1/4`, `0.25`, `25%`, `1`. Throws OptionsError. */
function fraction(raw: string): Fraction {
  const text = raw.trim();
  const [, numerator, denominator] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (numerator !== undefined && Number(denominator) > 0)
    return [Number(numerator), Number(denominator)];
  const [, whole, decimals = '', percent] = /^(\d+)(?:\.(\d+))?(%?)$/.exec(text) ?? [];
  if (whole === undefined) throw new OptionsError(`\`${text}\` is no part of an execution segment`);
  const denominatorOf = 10 ** decimals.length * (percent === '%' ? 100 : 1);
  return [Number(whole + decimals), denominatorOf];
}

function isSame([a, b]: Fraction, [c, d]: Fraction): boolean {
  return a * d === c * b;
}

function lcm(a: number, b: number): number {
  const gcd = (x: number, y: number): number => (y === 0 ? x : gcd(y, x % y));
  return (a * b) / gcd(a, b);
}
