/** The scenario as it was written, with an anchor a line, and the plan it became. */

import { html } from '../html.ts';
import type { Section } from '../section.ts';
import { copyButton } from '../words.ts';

/** Characters of the plan shown; plan.json has it all. */
const maxPlanLength = 200_000;

export const sourceSection: Section = {
  id: 'scenario',
  title: 'Scenario and plan',
  body: ({ input: { scenarioSource, history } }) => {
    const lines = scenarioSource.trimEnd().split('\n');
    const plan = JSON.stringify(history.plan, null, 2);
    const shown = plan.slice(0, maxPlanLength);
    return html`
      <p>${copyButton(scenarioSource)}</p>
      <pre class="source"><code>${lines.map(
        (line, at) =>
          html`<span class="line" id="L${at + 1}"
            ><a href="#L${at + 1}" aria-label="line ${at + 1}">${at + 1}</a>${line}</span
          >`,
      )}</code></pre>
      <details>
        <summary>The plan: every victim, time and setting, no chance left (plan.json)</summary>
        <pre
          class="source"
        ><code>${shown}${shown.length < plan.length && '\n… the rest is in plan.json'}</code></pre>
      </details>
    `;
  },
};
