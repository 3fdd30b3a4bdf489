/** The reproduce box: the line to run again, and everything that decided what ran. */

import { html, type Html } from '../html.ts';
import type { Section } from '../section.ts';
import { copyButton } from '../words.ts';

export const reproduceSection: Section = {
  id: 'reproduce',
  title: 'Run it again',
  body: ({ input: { verdict, reproduce, directory } }) => {
    const facts: readonly (readonly [string, string, string?])[] = [
      ['seed', String(verdict.seed)],
      ['plan hash', verdict.planHash, verdict.planHash.slice(0, 16)],
      ['run directory', directory],
    ];
    const environment = Object.entries(verdict.environment).map(
      ([name, value]) => [name, String(value)] as const,
    );
    return html`<div class="reproduce">
      <pre class="command"><code>${reproduce}</code>${copyButton(reproduce)}</pre>
      <dl class="facts">
        ${facts.map(([name, value, shown = value]) => fact(name, shown, value))}
        ${environment.map(([name, value]) => fact(name, value))}
      </dl>
    </div>`;
  },
};

function fact(name: string, shown: string, copied?: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd><code>${shown}</code>${copied !== undefined && copyButton(copied)}</dd>
  </div>`;
}
