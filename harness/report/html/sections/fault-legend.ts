/** Which hatch is which kind of fault. */

import type { FaultFacts } from '../../facts/faults.ts';
import { faultKinds } from '../charts/fault-windows.ts';
import { html, type Html } from '../html.ts';
import { term } from '../words.ts';

/** Nothing where nothing was injected. */
export function faultLegend(faults: readonly FaultFacts[]): Html | undefined {
  const kinds = faultKinds(faults);
  if (kinds.length === 0) return undefined;
  return html`<p class="legend">
    ${kinds.map(
      ({ inject, hatch, colour }) =>
        html`<span
          ><svg width="16" height="11" aria-hidden="true">
            <rect width="16" height="11" fill="${hatch}" stroke="${colour}" />
          </svg>
          ${term(inject)}</span
        > `,
    )}
  </p>`;
}
