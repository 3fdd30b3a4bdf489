/** The master timeline. */

import { drawTimeline } from '../charts/timeline-chart.ts';
import { html } from '../html.ts';
import type { Section } from '../section.ts';
import { term } from '../words.ts';
import { zoomBar } from './zoom-bar.ts';

export const timelineSection: Section = {
  id: 'timeline',
  title: 'Timeline',
  body: ({ input, facts }) => html`
    ${zoomBar(facts.timeline)}
    <p class="legend">
      <span>│ planned start</span> <span>▨ fault from begin to healed</span>
      <span>◆ ${term('proof')}</span> <span>□ healed</span>
      <span class="blue">● cleanup that removed something, ○ that removed nothing</span>
      <span class="fail">△ refused, ✕ healthy connection killed</span>
    </p>
    <div class="chart scroll" data-time tabindex="0" role="region" aria-label="timeline">
      ${drawTimeline(facts, input.history.events)}
    </div>
  `,
};
