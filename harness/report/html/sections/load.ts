/** Load honesty: a report about a slow load generator would be a report about nothing. */

import type { LoadFacts } from '../../facts/load.ts';
import { drawArrivals, drawLoopDelay } from '../charts/load-charts.ts';
import { html, type Html } from '../html.ts';
import type { ReportContext, Section } from '../section.ts';
import { duration, outcomeBadge } from '../words.ts';

export const loadSection: Section = {
  id: 'load',
  title: 'Load honesty',
  body: (context) => {
    const { load } = context.facts;
    if (load.samples.length === 0) return undefined;
    return html`
      ${judged(context)}
      <dl class="figures">
        ${figure('users started', `${load.achievedStarts} of ${load.plannedStarts} planned`)}
        ${figure('dropped iterations', String(load.dropped))}
        ${figure('loop delay p99, worst second', duration(load.loopDelayP99Ms))}
        ${figure('loop delay max', duration(load.loopDelayMaxMs))}
      </dl>
      <p class="legend">
        <span class="faint">━ planned</span> <span class="blue">━ achieved</span> · below:
        <span class="purple">━ loop delay p99</span> <span class="faint">┅ max</span>
      </p>
      <div class="chart scroll" data-time tabindex="0" role="region" aria-label="arrivals">
        ${drawArrivals(context.facts)}
      </div>
      <div class="chart scroll" data-time tabindex="0" role="region" aria-label="loop delay">
        ${drawLoopDelay(context.facts)}
      </div>
      ${metrics(load)}
    `;
  },
};

function judged({ input }: ReportContext): Html | undefined {
  const check = input.verdict.checks.find(({ name }) => name === 'load-was-honest');
  if (check === undefined || check.outcome === 'pass') return undefined;
  const why = check.reason ?? check.violations[0]?.message ?? '';
  return html`<p class="notice" role="note">${outcomeBadge(check.outcome)} ${why}</p>`;
}

function figure(name: string, value: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function metrics({ metrics: all, thresholds }: LoadFacts): Html | undefined {
  if (all.length === 0 && thresholds.length === 0) return undefined;
  return html`<details>
    <summary>Metrics and thresholds of the script</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="metrics of the script">
      <table>
        <tbody>
          ${all.map(
            ({ metric, type, values }) =>
              html`<tr>
                <th scope="row">${metric}</th>
                <td>${type}</td>
                <td>
                  ${Object.entries(values).map(([name, value]) => `${name} ${round(value)}  `)}
                </td>
              </tr>`,
          )}
          ${thresholds.map(
            ({ metric, expression, ok }) =>
              html`<tr>
                <th scope="row">${metric}</th>
                <td>${outcomeBadge(ok ? 'pass' : 'fail')}</td>
                <td><code>${expression}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
