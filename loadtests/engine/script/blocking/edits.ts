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
  readonly shifts: Shifts;
}

/** By line (from 1) of the result, which is that of the text; JSON. */
export type Shifts = Readonly<Record<number, readonly Shift[]>>;

export interface Shift {
  /** Column in the result from which on `by` has been added. */
  readonly from: number;
  readonly by: number;
}

export function applyEdits(text: string, edits: readonly Edit[]): Rewritten {
  const ordered = [...edits].sort(
    (left, right) => left.at - right.at || (right.outerEnd ?? 0) - (left.outerEnd ?? 0),
  );
  const shifts: Record<number, readonly Shift[]> = {};
  const lineOf = lineFinder(text);
  let code = '';
  let at = 0;
  for (const edit of ordered) {
    code += text.slice(at, edit.at);
    const { line, startsAt } = lineOf(edit.at);
    const known = shifts[line] ?? [];
    const shifted = known.reduce((sum, { by }) => sum + by, 0);
    const by = edit.text.length - (edit.remove ?? 0);
    shifts[line] = [...known, { from: edit.at - startsAt + 1 + shifted, by }];
    code += edit.text;
    at = edit.at + (edit.remove ?? 0);
  }
  code += text.slice(at);
  return { code, shifts };
}

/** Column (from 1) in the text before the edits. */
export function originalColumn(shifts: Shifts, line: number, column: number): number {
  return (shifts[line] ?? [])
    .filter(({ from }) => from < column)
    .reduce((original, { by }) => original - by, column);
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
