/** Plain tables of figures: a head, rows, numbers to the right. */

import { html, type Html, type HtmlValue } from './html.ts';

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => HtmlValue;
  /** Numbers are set to the right. */
  readonly amount?: boolean;
  /** Colours a cell that deserves attention. */
  readonly tone?: (row: Row) => string;
}

/** The first column names the row. */
export function dataTable<Row>(
  label: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Html {
  const [first, ...others] = columns;
  if (first === undefined) return html``;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table>
      <thead>
        <tr>
          ${columns.map(({ name, amount }) => html`<th class="${amount === true && 'amount'}">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row">${first.cell(row)}</th>
              ${others.map(
                ({ cell, amount, tone }) =>
                  html`<td class="${amount === true && 'amount'} ${tone?.(row) ?? ''}">
                    ${cell(row)}
                  </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
