/** The files beside this report, and the connections as a table for other tools. */

import { html } from '../html.ts';
import type { Section } from '../section.ts';

const files: readonly (readonly [string, string])[] = [
  ['verdict.json', 'the judgement, with a published schema'],
  ['history.ndjson', 'every fact of the run, one a line'],
  ['plan.json', 'what was planned; `ws-chaos replay` executes it again'],
  ['scenario.yaml', 'the scenario as it ran'],
  ['junit.xml', 'for CI'],
  ['summary.md', 'for pull requests'],
  ['trace.json', 'open it in ui.perfetto.dev'],
];

export const downloadsSection: Section = {
  id: 'downloads',
  title: 'Files',
  body: () =>
    html`<ul>
        ${files.map(([name, what]) => html`<li><a href="./${name}">${name}</a>: ${what}</li>`)}
        <li>
          <button id="csv" type="button">connections.csv</button>: the table of connections above
        </li>
      </ul>
      <p class="faint">
        The files lie beside this report in the run directory; a report that was sent alone has lost
        them.
      </p>`,
};
