/** What was put to the test: a green check nothing could have failed is shown in amber. */

import { untested, type Situation } from '../../facts/coverage.ts';
import { html } from '../html.ts';
import type { Section } from '../section.ts';
import { dataTable, type Column } from '../table.ts';

const columns: readonly Column<Situation>[] = [
  { name: 'situation', cell: ({ name }) => name },
  { name: 'puts to the test', cell: ({ check }) => check },
  {
    name: 'came up',
    amount: true,
    cell: ({ count }) => (count === 0 ? 'never' : `${count} ×`),
    tone: ({ count }) => (count === 0 ? 'unknown' : ''),
  },
];

export const coverageSection: Section = {
  id: 'coverage',
  title: 'What was put to the test',
  body: ({ input, facts: { coverage } }) => {
    const passed = input.verdict.checks
      .filter(({ outcome }) => outcome === 'pass')
      .map(({ name }) => name);
    const empty = untested(coverage).filter((check) => passed.includes(check));
    return html`
      ${
        empty.length > 0 &&
        html`<p class="notice" role="note">
          Passed, but nothing in this run could have failed it:
          <strong>${empty.join(', ')}</strong>.
        </p>`
      }
      ${dataTable('coverage', columns, coverage)}
    `;
  },
};
