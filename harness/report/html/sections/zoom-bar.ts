/** Chooses the window of time all charts show; hidden where no script can make it work. */

import type { Timeline } from '../../facts/timeline.ts';
import { chartMargins, chartWidth } from '../charts/plot.ts';
import { html, type Html } from '../html.ts';

/** Series of a sample a second are drawn whole up to here. */
const thinnedFromMs = 1_000_000;

export function zoomBar({ endMs, phases }: Timeline): Html {
  const endS = endMs / 1000;
  const { marginLeft, marginRight } = chartMargins;
  const field = (label: string, value: number): Html =>
    html`<label
      >${label} <input type="number" min="0" max="${endS}" step="any" value="${value}"
    /></label>`;
  return html`<form
    id="zoom"
    hidden
    data-end="${endS}"
    data-left="${marginLeft}"
    data-right="${chartWidth - marginRight}"
  >
    ${field('from', 0)} ${field('to', Math.round(endS * 100) / 100)} s
    ${phases.map(
      ({ name, beginMs, endMs: phaseEndMs }) =>
        html`<button type="button" data-from="${beginMs / 1000}" data-to="${phaseEndMs / 1000}">
          ${name}
        </button>`,
    )}
    <button type="button" data-from="0" data-to="${endS}">all</button>
    <span class="faint"
      >or drag over a chart; all charts over time
      follow${endMs > thinnedFromMs && ', though hours are drawn in a thousand points'}</span
    >
  </form>`;
}
