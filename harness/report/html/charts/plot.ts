/** Observable Plot drawn on the server: options in, an SVG string out. */

import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { raw, type Html } from '../html.ts';

/** Width every chart is drawn at; the page scales it. */
export const chartWidth = 1080;
/** The same left and right edge for all charts over time, so that they line up. */
export const chartMargins = { marginLeft: 132, marginRight: 24 } as const;

/** The little of a DOM element we use; the project's types have no browser in them. */
interface Figure {
  readonly outerHTML: string;
  setAttribute(name: string, value: string): void;
  querySelector(selector: string): { remove(): void } | null;
}

/** `label` is what a screen reader says of the picture. */
export function drawPlot(label: string, options: Plot.PlotOptions): Html {
  const { document } = parseHTML('<!doctype html><body></body>') as unknown as {
    readonly document: unknown;
  };
  const complete = {
    width: chartWidth,
    ...chartMargins,
    ...options,
    className: 'plot',
    ariaLabel: label,
    document,
  } as unknown as Plot.PlotOptions;
  const figure = Plot.plot(complete) as unknown as Figure;
  figure.setAttribute('role', 'img');
  // The page's own style sheet has these rules; one copy a chart would be ballast.
  figure.querySelector('style')?.remove();
  return raw(figure.outerHTML);
}
