/** Array methods whose callback waits: one element after the other, as the script wrote it for k6. */

type Callback = (...args: unknown[]) => unknown;

/** `list.method(callback, …)` with `callback` awaited; other objects than arrays iterate as they do themselves. */
export async function each(
  list: unknown,
  method: string,
  ...[callback, start]: [Callback, unknown?]
): Promise<unknown> {
  const entries = entriesOf(list);
  if (method === 'reduce') return reduce(entries, callback, start);
  const results: unknown[] = [];
  const kept: unknown[] = [];
  for (const [index, value] of entries) {
    const result = await callback(value, index, list);
    const decided = decide({ method, result, value, index });
    if (decided !== undefined) return decided.value;
    results.push(result);
    if (Boolean(result)) kept.push(value);
  }
  return resultOf(method, results, kept);
}

function entriesOf(list: unknown): [unknown, unknown][] {
  if (Array.isArray(list)) return [...list.entries()];
  if (list instanceof Map) return [...list.entries()];
  if (list instanceof Set) return [...list].map((value) => [value, value]);
  if (list === null || list === undefined) throw new TypeError('cannot iterate nothing');
  return [...Array.from(list as ArrayLike<unknown>).entries()];
}

/** The methods that stop early. */
function decide(at: {
  method: string;
  result: unknown;
  value: unknown;
  index: unknown;
}): { value: unknown } | undefined {
  const isTrue = Boolean(at.result);
  if (at.method === 'some' && isTrue) return { value: true };
  if (at.method === 'every' && !isTrue) return { value: false };
  if (at.method === 'find' && isTrue) return { value: at.value };
  if (at.method === 'findIndex' && isTrue) return { value: at.index };
  return undefined;
}

function resultOf(method: string, results: unknown[], kept: unknown[]): unknown {
  const whole: Readonly<Record<string, unknown>> = {
    map: results,
    flatMap: results.flat(),
    filter: kept,
    some: false,
    every: true,
    findIndex: -1,
  };
  return whole[method];
}

async function reduce(
  entries: readonly [unknown, unknown][],
  callback: Callback,
  start: unknown,
): Promise<unknown> {
  const rest = start === undefined ? entries.slice(1) : entries;
  let total = start === undefined ? entries[0]?.[1] : start;
  for (const [index, value] of rest) total = await callback(total, value, index);
  return total;
}
