/** Close codes × who closed first. */

import { closers } from '../../facts/closes.ts';
import { html } from '../html.ts';
import type { Section } from '../section.ts';
import { numberWithList } from '../words.ts';

export const closesSection: Section = {
  id: 'closes',
  title: 'How connections ended',
  body: ({ facts: { closes } }) =>
    closes.length === 0
      ? undefined
      : html`<div class="scroll" tabindex="0" role="region" aria-label="close codes">
          <table>
            <thead>
              <tr>
                <th>code</th>
                <th>meaning</th>
                ${closers.map((by) => html`<th class="amount">${heads[by]}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${closes.map(
                ({ code, meaning, by }, row) =>
                  html`<tr>
                    <th scope="row">${code}</th>
                    <td>${meaning}</td>
                    ${closers.map(
                      (closer) =>
                        html`<td class="amount">
                          ${numberWithList(
                            `close-${row}-${closer}`,
                            `${code}, ${heads[closer]}`,
                            by[closer] ?? [],
                          )}
                        </td>`,
                    )}
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>`,
};

const heads = {
  client: 'client first',
  server: 'server first',
  harness: 'the harness',
  nobody: 'nobody',
} as const;
