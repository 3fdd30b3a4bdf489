/** Insertions into a text, and the way back from a place in the result to the place it came from. */

export interface Edit {
  readonly at: number;
  readonly text: string;
  /** Characters taken out; they must not hold a line break. */
  readonly remove?: number;
  /** Where what it opens ends: of two edits at one place the outer one comes first. */
  readonly outerEnd?: number;
}

export interface Rewritten {
  readonly code: string;
  /** Column (from 1) in the text before the edits. */
  readonly originalColumn: (line: number, column: number) => number;
}

interface Shift {
  /** Column in the result from which on `by` has been added. */
  readonly from: number;
  readonly by: number;
}

export function applyEdits(text: string, edits: readonly Edit[]): Rewritten {
  const ordered = [...edits].sort(
    (left, right) => left.at - right.at || (right.outerEnd ?? 0) - (left.outerEnd ?? 0),
  );
  const shifts = new Map<number, Shift[]>();
  const lineOf = lineFinder(text);
  let code = '';
  let at = 0;
  for (const edit of ordered) {
    code += text.slice(at, edit.at);
    const { line, startsAt } = lineOf(edit.at);
    const known = shifts.get(line) ?? [];
    const shifted = known.reduce((sum, { by }) => sum + by, 0);
    const by = edit.text.length - (edit.remove ?? 0);
    shifts.set(line, [...known, { from: edit.at - startsAt + 1 + shifted, by }]);
    code += edit.text;
    at = edit.at + (edit.remove ?? 0);
  }
  code += text.slice(at);
  return {
    code,
    originalColumn: (line, column) =>
      (shifts.get(line) ?? [])
        .filter(({ from }) => from < column)
        .reduce((original, { by }) => original - by, column),
  };
}

/** For ascending offsets: the line (from 1) and where it starts. */
function lineFinder(text: string): (offset: number) => { line: number; startsAt: number } {
  let line = 1;
  let startsAt = 0;
  return (offset) => {
    for (;;) {
      const next = text.indexOf('\n', startsAt);
      if (next === -1 || next >= offset) return { line, startsAt };
      line++;
      startsAt = next + 1;
    }
  };
}
