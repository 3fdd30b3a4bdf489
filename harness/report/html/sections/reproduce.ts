/** The reproduce box: the line to run again, and everything that decided what ran. */

import { html, type Html } from '../html.ts';
import type { Section } from '../section.ts';
import { copyButton } from '../words.ts';

export const reproduceSection: Section = {
  id: 'reproduce',
  title: 'Run it again',
  body: ({ input: { verdict, reproduce, directory } }) => {
    const facts: readonly (readonly [string, string])[] = [
      ['seed', String(verdict.seed)],
      ['plan hash', verdict.planHash],
      ['run directory', directory],
    ];
    const environment = Object.entries(verdict.environment).map(
      ([name, value]) => [name, String(value)] as const,
    );
    return html`<div class="reproduce">
      <pre class="command"><code>${reproduce}</code>${copyButton(reproduce)}</pre>
      <dl class="facts">
        ${facts.map(([name, value]) => fact(name, value, true))}
        ${environment.map(([name, value]) => fact(name, value, false))}
      </dl>
    </div>`;
  },
};

function fact(name: string, value: string, copyable: boolean): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd><code>${value}</code>${copyable && copyButton(value)}</dd>
  </div>`;
}
