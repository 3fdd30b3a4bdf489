/** Names a script cannot use because a k6 has not got them, refused before the test, with what to use instead. */

import { existsSync, readFileSync } from 'node:fs';
import {
  ChaosError,
  formatPosition,
  type SourcePosition,
} from '../../../harness/contracts/errors.ts';
import { nearestNames } from '../../../harness/contracts/nearest-name.ts';
import { insteadOf } from './absent-advice.ts';
import type { FreeName, FreeNames } from './free-names.ts';
import { hiddenGlobals, visibleGlobals } from './hidden-globals.ts';
import type { PositionOf } from './source-positions.ts';

interface Absent {
  readonly name: string;
  readonly position: SourcePosition;
}

const known = new Set([
  ...visibleGlobals,
  ...['globalThis', 'global', 'console', 'open', 'arguments', 'eval', 'CryptoKey'],
  ...['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'],
  // what the bundler and the engine put there
  ...['__user', '__module', '__resolve', '__each'],
]);

/** Names that the script puts on `globalThis` and uses without it: not of ours, which it shares with nobody else. */
export function ownGlobals({ used, assigned }: FreeNames): string[] {
  const names = used.map(({ name }) => name).filter((name) => assigned.has(name));
  return [...new Set(names)].filter((name) => !known.has(name));
}

/**
 * Throws CHAOS_ERR_LOAD_UNSUPPORTED (a k6 has not got it) or CHAOS_ERR_LOAD_SCRIPT (nothing has) at the first of them.
 * A file that asks whether a name is there may use it, and so may what somebody else has bundled: only some of it runs.
 */
export function refuseAbsent({ used, tested }: FreeNames, positionOf: PositionOf): void {
  const unknown = used.filter(({ name }) => !known.has(name));
  if (unknown.length === 0) return;
  const key = ({ name, position }: Absent): string => `${position.file}\n${name}`;
  const located = (places: readonly FreeName[]): Absent[] =>
    places.flatMap((place) => {
      const position = positionOf(place);
      return position === undefined ? [] : [{ name: place.name, position }];
    });
  const mayMiss = new Set(located(tested).map(key));
  const absent = located(unknown).filter(
    (each) => !mayMiss.has(key(each)) && !isBundledElsewhere(each.position.file),
  );
  const [first, ...others] = absent.filter(
    (each, index) => absent.findIndex((other) => key(other) === key(each)) === index,
  );
  if (first !== undefined) throw refusal(first, others);
}

function refusal({ name, position }: Absent, others: readonly Absent[]): ChaosError {
  const isHidden = hiddenGlobals.includes(name);
  const advice = insteadOf(name);
  const [near] = advice === undefined ? nearestNames(name, [...known], 1) : [];
  const asking = near === undefined ? undefined : `Did you mean \`${near}\`?`;
  const what = isHidden
    ? `\`${name}\` is not there: k6 has nothing of Node or of a browser`
    : `\`${name}\` is declared nowhere, and neither JavaScript nor k6 has it`;
  const also = others
    .slice(0, 5)
    .map((other) => `\`${other.name}\` (${formatPosition(other.position)})`);
  return new ChaosError(
    isHidden ? 'CHAOS_ERR_LOAD_UNSUPPORTED' : 'CHAOS_ERR_LOAD_SCRIPT',
    also.length === 0 ? what : `${what}; nor ${also.join(', ')}`,
    { position, help: advice ?? asking ?? 'Declare it, or import it.' },
  );
}

/** Lines and files that no hand has written. */
const longLine = 2000;
const longFile = 1000;
/** What bundlers leave behind: helpers of theirs, and where each part came from. */
const bundlers = new RegExp(
  [
    ...['__webpack_', 'webpackBootstrap', '__commonJS', '__toESM', 'parcelRequire'],
    ...['createCommonjsModule', '^ *// .*\\bnode_modules/'],
  ].join('|'),
  'm',
);

function isBundledElsewhere(file: string): boolean {
  if (/[\\/]node_modules[\\/]/.test(file)) return true;
  if (!existsSync(file)) return false;
  const text = readFileSync(file, 'utf8');
  const lines = text.split('\n');
  const isLong = lines.length > longFile || lines.some((line) => line.length > longLine);
  return isLong || bundlers.test(text);
}
