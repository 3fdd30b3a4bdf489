/** Delta debugging: the smallest list that still shows what the whole list shows. */

/** Whether this part of the items still shows it. Never asked about the whole, which is known to. */
export type Shows<Item> = (items: readonly Item[]) => Promise<boolean>;

/**
 * Zeller's ddmin: halves first, then finer parts and what is left without them. The result is 1-minimal where
 * `shows` is steady: leaving out any single item no longer shows it. `[]` is tried first.
 */
export async function minimize<Item>(
  items: readonly Item[],
  shows: Shows<Item>,
): Promise<readonly Item[]> {
  if (items.length === 0 || (await shows([]))) return [];
  let kept = items;
  let parts = 2;
  while (kept.length > 1) {
    const chunks = split(kept, Math.min(parts, kept.length));
    const smaller = await firstShowing(candidates(kept, chunks), shows);
    if (smaller !== undefined) {
      // A part that shows it alone starts over at halves; a rest goes on at the same grain.
      parts = chunks.includes(smaller) ? 2 : Math.max(2, chunks.length - 1);
      kept = smaller;
    } else if (chunks.length === kept.length) return kept;
    else parts = Math.min(kept.length, parts * 2);
  }
  return kept;
}

function split<Item>(items: readonly Item[], parts: number): readonly (readonly Item[])[] {
  return Array.from({ length: parts }, (_, part) => {
    const start = Math.floor((items.length * part) / parts);
    return items.slice(start, Math.floor((items.length * (part + 1)) / parts));
  });
}

/** The parts, then what is left without each; with two parts these are the same. */
function* candidates<Item>(
  items: readonly Item[],
  chunks: readonly (readonly Item[])[],
): Generator<readonly Item[]> {
  yield* chunks;
  if (chunks.length === 2) return;
  for (const chunk of chunks) {
    const without = new Set(chunk);
    yield items.filter((item) => !without.has(item));
  }
}

async function firstShowing<Item>(
  options: Iterable<readonly Item[]>,
  shows: Shows<Item>,
): Promise<readonly Item[] | undefined> {
  for (const option of options) if (await shows(option)) return option;
  return undefined;
}
