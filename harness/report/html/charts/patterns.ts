/** Hatches of the fault windows, defined once a page: direction tells kinds apart where colour cannot. */

import { html, raw, type Html } from '../html.ts';
import { chartMargins, chartWidth } from './plot.ts';

const strokes = [
  'M0,8 L8,0 M-2,2 L2,-2 M6,10 L10,6',
  'M0,0 L8,8 M-2,6 L2,10 M6,-2 L10,2',
  'M0,4 L8,4',
  'M4,0 L4,8',
];

export function hatchPatterns(): Html {
  const patterns = strokes.map(
    (path, kind) =>
      `<pattern id="hatch-${kind}" width="8" height="8" patternUnits="userSpaceOnUse">` +
      `<rect width="8" height="8" fill="var(--fault-${kind})" fill-opacity="0.06"/>` +
      `<path d="${path}" stroke="var(--fault-${kind})" stroke-opacity="0.22" fill="none"/></pattern>`,
  );
  const gap =
    '<pattern id="hatch-gap" width="5" height="5" patternUnits="userSpaceOnUse">' +
    '<rect width="5" height="5" fill="var(--bad)" fill-opacity="0.16"/>' +
    '<path d="M0,5 L5,0" stroke="var(--bad)" stroke-opacity="0.6" fill="none"/></pattern>';
  const { marginLeft, marginRight } = chartMargins;
  const width = chartWidth - marginLeft - marginRight;
  // What lies outside the window that is zoomed to must not run over the labels.
  const clip = `<clipPath id="time-clip"><rect x="${marginLeft - 1}" y="-100" width="${width + 2}" height="3000"/></clipPath>`;
  return html`<svg class="patterns" width="0" height="0" aria-hidden="true">
    <defs>${raw(patterns.join(''))}${raw(gap)}${raw(clip)}</defs>
  </svg>`;
}
