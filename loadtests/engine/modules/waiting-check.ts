/** The `check` of `k6-utils` (1.5): like that of k6, for checks that wait, too. */

import { isThenable } from '../user/thenable.ts';

type Check = (value: unknown, sets: unknown, tags?: unknown) => boolean;
type Test = (value: unknown) => unknown;

/** Returns a promise where a check, or the value itself, is one; a boolean otherwise. */
export function waitingCheck(check: Check) {
  return (value: unknown, sets: object, tags?: unknown): boolean | Promise<boolean> => {
    if (isThenable(value)) return resolved(value).then((settled) => run(settled));
    return run(value);

    function run(settled: unknown): boolean | Promise<boolean> {
      const results = Object.entries(sets).map(
        ([name, test]: [string, unknown]) => [name, resultOf(test, settled)] as const,
      );
      const judge = (all: readonly (readonly [string, unknown])[]): boolean =>
        check(settled, Object.fromEntries(all), tags);
      if (!results.some(([, result]) => isThenable(result))) return judge(results);
      return Promise.all(
        results.map(async ([name, result]) => [name, await settledResult(result)] as const),
      ).then(judge);
    }
  };
}

const resolved = (value: PromiseLike<unknown>): Promise<unknown> => Promise.resolve(value);

/** What a check throws is thrown again by the check of k6, which counts it as failed first. */
function resultOf(test: unknown, value: unknown): unknown {
  if (typeof test !== 'function') return test;
  try {
    return (test as Test)(value);
  } catch (error) {
    return throwing(error);
  }
}

async function settledResult(result: unknown): Promise<unknown> {
  try {
    return await result;
  } catch (error) {
    return throwing(error);
  }
}

function throwing(error: unknown): () => never {
  return () => {
    throw error;
  };
}
