/** The fault matrix as a Markdown table, for a README or the summary of a job. */

import { outcomeMarks } from '../headline.ts';
import { escapeMarkdown, table } from '../markdown-escape.ts';
import { cellWords, policiesOf, type MatrixRow } from './fault-matrix.ts';

export function renderMatrixMarkdown(rows: readonly MatrixRow[]): string {
  const policies = policiesOf(rows);
  return table(
    ['', 'Fault', ...policies.map(escapeMarkdown)],
    rows.map(({ row, fault, cells, lack }) => [
      `**${escapeMarkdown(row)}**`,
      escapeMarkdown(fault),
      ...policies.map((policy) => {
        const cell = cells[policy];
        if (cell === undefined) return lack === undefined ? '–' : `– ${escapeMarkdown(lack)}`;
        return `${outcomeMarks[cell.outcome]} ${escapeMarkdown(cellWords(cell))}`;
      }),
    ]),
  );
}
