/** The fault matrix for a terminal: one line a cell under its row, so that no width is too small. */

import { outcomeMarks } from '../headline.ts';
import { createPaint, paintOutcome, printable, type Paint } from '../text/paint.ts';
import { cellWords, policiesOf, type MatrixCell, type MatrixRow } from './fault-matrix.ts';

/** Lines joined by `\n`, without a last one. */
export function renderMatrixText(rows: readonly MatrixRow[], paint = createPaint(false)): string {
  const policies = policiesOf(rows);
  const width = Math.max(0, ...policies.map(({ length }) => length));
  return rows
    .flatMap(({ row, fault, cells }) => [
      paint.strong(printable(`${row.padEnd(4)} ${fault}`)),
      ...policies.map(
        (policy) => `     ${policy.padEnd(width)}  ${cellText(cells[policy], paint)}`,
      ),
    ])
    .join('\n');
}

function cellText(cell: MatrixCell | undefined, paint: Paint): string {
  if (cell === undefined) return paint.faint('– not run');
  const text = `${outcomeMarks[cell.outcome]} ${printable(cellWords(cell))}`;
  return paintOutcome(paint, cell.outcome, text);
}
