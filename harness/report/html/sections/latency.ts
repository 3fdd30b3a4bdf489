/** Latency: how long connecting took, and what the load script measured; distributions, never means. */

import { drawConnects } from '../charts/connect-chart.ts';
import { drawTrends, trendsOf } from '../charts/trend-chart.ts';
import { html } from '../html.ts';
import type { Section } from '../section.ts';

export const latencySection: Section = {
  id: 'latency',
  title: 'Latency',
  body: ({ facts }) => {
    const trends = trendsOf(facts.load.metrics);
    const opened = facts.attempts.some(({ tookMs }) => tookMs !== undefined);
    if (!opened && trends.length === 0) return undefined;
    return html`
      ${
        opened &&
        html`<p class="legend">
            <span class="blue">○ first connect</span> <span class="purple">▲ reconnect</span>
          </p>
          <div class="chart scroll" data-time tabindex="0" role="region" aria-label="connect times">
            ${drawConnects(facts)}
          </div>`
      }
      ${
        trends.length > 0 &&
        html`<p class="legend">
            <span class="faint">─ lowest to highest</span>
            <span class="blue">○━ median to p95</span>
            <span class="fail">✕ highest</span>
          </p>
          <div class="chart scroll" tabindex="0" role="region" aria-label="latencies of the script">
            ${drawTrends(trends)}
          </div>`
      }
      <p class="faint">
        Users wait for answers before they go on, so a stalled server is asked less often than a
        fast one: the figures of a stall look better than they were. The reclaim times do not have
        this weakness.
      </p>
    `;
  },
};
