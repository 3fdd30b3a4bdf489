/** Open connections over time, by ledger. */

import { drawOpenConnections } from '../charts/open-chart.ts';
import { html } from '../html.ts';
import type { Section } from '../section.ts';
import { term } from '../words.ts';

export const openSection: Section = {
  id: 'open',
  title: 'Open connections',
  body: ({ facts }) => html`
    <p class="legend">
      <span class="blue">━ clients alive</span> <span class="faint">┅ ${term('tap')}</span>
      ${
        facts.open.server.length > 0
          ? html`<span class="fail">╍ server’s ${term('census')}</span>`
          : html`<span>this server has no census; the gap is taken from the tap</span>`
      }
      <span>▨ the gap: held by the server, dead at the client = ${term('zombie', 'zombies')}</span>
    </p>
    <div class="chart scroll" data-time tabindex="0" role="region" aria-label="open connections">
      ${drawOpenConnections(facts)}
    </div>
  `,
};
