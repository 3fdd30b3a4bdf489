/** The fault matrix as a page of its own, in the looks of the report. */

import { formatDurationMs } from '../../contracts/units.ts';
import { html, raw, type Html } from '../html/html.ts';
import { pageStyle } from '../html/page-style.ts';
import { outcomeBadge } from '../html/words.ts';
import { cellWords, policiesOf, type MatrixCell, type MatrixRow } from './fault-matrix.ts';

/** A whole document; works from a file, asks nothing of any network. */
export function renderMatrixHtml(rows: readonly MatrixRow[], title = 'Faults × policies'): string {
  const policies = policiesOf(rows);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <title>${title}</title>
        <style>
          ${raw(pageStyle())}
        </style>
      </head>
      <body>
        <section>
          <h1>${title}</h1>
          <p class="legend">
            A bar is the slowest reclaim against the service level (the line); hatched: never.
          </p>
          <div class="scroll" tabindex="0" role="region" aria-label="${title}">
            <table class="fault-matrix">
              <thead>
                <tr>
                  <th></th>
                  <th>fault</th>
                  ${policies.map((policy) => html`<th>${policy}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${rows.map((row) => matrixRow(row, policies))}
              </tbody>
            </table>
          </div>
        </section>
      </body>
    </html>`.markup;
}

function matrixRow({ row, fault, cells, lack }: MatrixRow, policies: readonly string[]): Html {
  return html`<tr>
    <th scope="row">${row}</th>
    <td>${fault}</td>
    ${policies.map((policy) => matrixCell(cells[policy], lack))}
  </tr>`;
}

function matrixCell(cell: MatrixCell | undefined, lack: string | undefined): Html {
  if (cell === undefined) {
    return html`<td class="faint">not run${lack === undefined ? '' : `: ${lack}`}</td>`;
  }
  return html`<td class="verdict ${cell.outcome}">
    ${outcomeBadge(cell.outcome)} ${bar(cell)}
    <div>${cellWords(cell)}</div>
  </td>`;
}

/** The service level stands at two thirds, so that what is late has room to show by how much. */
function bar({ injected, never, slowestMs, reclaimWithinMs }: MatrixCell): Html | undefined {
  if (injected === 0) return undefined;
  const share = never > 0 || slowestMs === null ? 100 : (slowestMs / reclaimWithinMs) * (200 / 3);
  const width = Math.min(100, Math.max(1, share)).toFixed(1);
  const level = formatDurationMs(reclaimWithinMs);
  return html`<div class="bar" title="service level ${level}">
    <span class="${never > 0 ? 'hatched' : 'solid'}" style="width:${width}%"></span>
  </div>`;
}
