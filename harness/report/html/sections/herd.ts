/** The reconnect herd: do clients that lost their connection all come back in the same moment? */

import { herdOf } from '../../facts/connects.ts';
import { drawHerd } from '../charts/connect-chart.ts';
import { html } from '../html.ts';
import type { Section } from '../section.ts';
import { duration } from '../words.ts';

export const herdSection: Section = {
  id: 'herd',
  title: 'Attempts to connect',
  body: ({ facts }) => {
    if (facts.attempts.length === 0) return undefined;
    const herd = herdOf(facts.attempts);
    const refused = facts.attempts.filter(({ outcome }) => outcome === 'refused').length;
    const figures: readonly (readonly [string, string])[] = [
      ['attempts', String(facts.attempts.length)],
      ['refused', String(refused)],
      ['reconnects', String(herd?.reconnects ?? 0)],
      ...(herd === undefined
        ? []
        : [
            ['peak reconnects in a second', String(herd.peakPerSecond)] as const,
            ['spread p5–p95', duration(herd.spreadMs)] as const,
            ['synchrony', `${Math.round(herd.synchrony * 100)} % within 100 ms`] as const,
          ]),
    ];
    return html`
      <dl class="figures">
        ${figures.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      <p class="legend">
        <span class="blue">■ first connect</span> <span class="purple">■ reconnect</span>
        <span class="fail">■ refused or unanswered</span>
      </p>
      <div
        class="chart scroll"
        data-time
        tabindex="0"
        role="region"
        aria-label="attempts to connect"
      >
        ${drawHerd(facts)}
      </div>
    `;
  },
};
