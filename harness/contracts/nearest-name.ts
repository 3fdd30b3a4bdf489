/** Finds what somebody meant: the known name closest to what they wrote. */

/** Shorter parts of a name are in too many of them. */
const leastPart = 4;

/**
 * Known names within a third of their length in edits, nearest first, then those of which a part was written (`halfopen`
 * of `half-open-socket`); at most `limit`.
 */
export function nearestNames(written: string, known: readonly string[], limit = 3): string[] {
  const mistyped = known
    .map((name) => ({ name, edits: editDistance(written.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.max(2, Math.floor(name.length / 3)))
    .filter(({ edits }) => edits < written.length)
    .toSorted((a, b) => a.edits - b.edits)
    .map(({ name }) => name);
  const part = letters(written);
  const shortened = known.filter(
    (name) => part.length >= leastPart && letters(name).includes(part) && !mistyped.includes(name),
  );
  return [...mistyped, ...shortened].slice(0, limit);
}

function letters(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** `Did you mean …?` where something is near, else the whole list. An imperative or a question. */
export function suggest(written: string, known: readonly string[]): string {
  const [nearest] = nearestNames(written, known, 1);
  if (nearest !== undefined) return `Did you mean \`${nearest}\`?`;
  return known.length === 0 ? 'Leave it out.' : `Use one of ${known.join(', ')}.`;
}

/** Damerau–Levenshtein (adjacent swaps count once), two rows back. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(above, column) + 1,
        at(current, column - 1) + 1,
        at(above, column - 1) + (same ? 0 : 1),
        swapped && row > 1 && column > 1 ? at(before, column - 2) + 1 : Infinity,
      );
    }
    before = above;
    above = current;
  }
  return at(above, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
