/** Settings of the faults that make a server's own code throw: how often, and how long at least. */

/** @param what is counted, behind "so many". */
export function times<const What extends string>(
  what: What,
): { kind: 'count'; default: 1; min: 1; max: 1_000_000; summary: `so many ${What}` } {
  return { kind: 'count', default: 1, min: 1, max: 1_000_000, summary: `so many ${what}` };
}

export function lasting<const Ms extends number>(
  defaultMs: Ms,
  summary: string,
): { kind: 'duration'; defaultMs: Ms; minMs: 0; maxMs: 3_600_000; summary: string } {
  return { kind: 'duration', defaultMs, minMs: 0, maxMs: 3_600_000, summary };
}
