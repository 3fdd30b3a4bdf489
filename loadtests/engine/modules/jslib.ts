/** The two libraries of jslib.k6.io that WebSocket scripts use, built in: no download during a test. */

import { textSummary } from '../summary/text-summary.ts';
import type { SummaryData } from '../summary/summary-data.ts';
import type { VirtualUser } from '../user/virtual-user.ts';
import { junitSummary } from './junit-summary.ts';
import { k6Module } from './k6-module.ts';
import { seededRandom } from './seeded-random.ts';
import { stageFunctions, stageNames } from './stage-functions.ts';
import { waitingCheck } from './waiting-check.ts';

export const utilsNames: readonly string[] = [
  ...['randomIntBetween', 'randomItem', 'randomString', 'uuidv4', 'findBetween', 'check'],
  ...stageNames,
];

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** `k6-utils`: the user's own chance, seeded by `randomSeed` or by the number of the user. */
export function utilsModule(user: VirtualUser): Record<string, unknown> {
  const unseeded = seededRandom(user.idInTest);
  const unit = (): number => (user.random ?? unseeded)();
  const between = (low: number, high: number): number =>
    low + Math.floor(unit() * (high - low + 1));
  const pick = (from: string): string => from.charAt(between(0, from.length - 1));
  return {
    randomIntBetween: between,
    randomItem: (list: ArrayLike<unknown>) => list[between(0, list.length - 1)],
    randomString: (length: number, from = letters) =>
      Array.from({ length }, () => pick(from)).join(''),
    uuidv4: () =>
      'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replaceAll(/[xy]/g, (place) =>
        (place === 'x' ? between(0, 15) : between(8, 11)).toString(16),
      ),
    check: waitingCheck(k6Module(user)['check'] as Parameters<typeof waitingCheck>[0]),
    ...stageFunctions(user),
    findBetween: (text: string, left: string, ...rest: [string, boolean?]) =>
      findBetween(text, left, ...rest),
  };
}

function findBetween(
  text: string,
  ...[left, right, repeats = false]: [string, string, boolean?]
): string | string[] | null {
  const found: string[] = [];
  for (let at = text.indexOf(left); at !== -1; at = text.indexOf(left, at)) {
    at += left.length;
    const end = text.indexOf(right, at);
    if (end === -1) break;
    found.push(text.slice(at, end));
    at = end + right.length;
    if (!repeats) break;
  }
  return repeats ? found : (found[0] ?? null);
}

/** `k6-summary`: the end-of-test summary as text or JUnit, for scripts that write their own. */
export function summaryModule(): Record<string, unknown> {
  return {
    textSummary: (data: SummaryData, options?: { indent?: string }) => textSummary(data, options),
    jUnit: junitSummary,
  };
}
