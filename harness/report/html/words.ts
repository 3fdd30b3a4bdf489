/** Small pieces every section uses: times, marks, links to a connection, terms of the glossary. */

import type { Outcome } from '../../contracts/checker.ts';
import { formatDurationMs } from '../../contracts/units.ts';
import type { CheckResult } from '../../contracts/verdict.ts';
import type { Fate } from '../facts/zombies.ts';
import { outcomeMarks } from '../headline.ts';
import { whyInapplicable } from '../inapplicable.ts';
import { glossary } from './glossary.ts';
import { html, type Html } from './html.ts';

/** A moment of the run: `4.27 s` after its start. */
export function moment(ms: number | undefined): string {
  return ms === undefined ? '–' : `${(ms / 1000).toFixed(2)} s`;
}

/** A length of time, or a dash. */
export function duration(ms: number | null | undefined): string {
  return ms === undefined || ms === null ? '–' : formatDurationMs(ms);
}

export function outcomeBadge(outcome: Outcome): Html {
  return html`<span class="badge ${outcome}"
    ><span aria-hidden="true">${outcomeMarks[outcome]}</span> ${outcome}</span
  >`;
}

/** That of a check, which may have had nothing to hold. */
export function checkBadge(check: CheckResult): Html {
  if (whyInapplicable(check) === undefined) return outcomeBadge(check.outcome);
  return html`<span class="badge faint">– n/a</span>`;
}

/** Shape and colour class of a fate, the same in lists, tables and charts. */
export const fateMarks: Readonly<Record<Fate, { readonly mark: string; readonly tone: string }>> = {
  reclaimed: { mark: '●', tone: 'pass' },
  late: { mark: '▲', tone: 'unknown' },
  never: { mark: '✕', tone: 'fail' },
  unjudged: { mark: '◌', tone: 'unknown' },
};

/** Text with `code` in it, as advice and help are written. */
export function withCode(text: string): Html {
  const parts = text.split('`');
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** Opens the connection's ladder. */
export function connectionLink(connection: string): Html {
  const href = `#connection=${encodeURIComponent(connection)}`;
  return html`<a class="connection" href="${href}">${connection}</a>`;
}

/** A word of the glossary: its meaning on hover, its entry on click. Other words stay plain. */
export function term(word: string, shown = word): Html {
  const meaning = glossary[word];
  if (meaning === undefined) return html`${shown}`;
  const href = `#term-${word.replaceAll(' ', '-')}`;
  return html`<a class="term" href="${href}" title="${meaning}">${shown}</a>`;
}

/** Names longer than this list end in a count. */
const maxListed = 300;

/** A number that opens the list of connections behind it (a native popover: works without script). */
export function numberWithList(id: string, label: string, connections: readonly string[]): Html {
  if (connections.length === 0) return html`<span class="number">0</span>`;
  const shown = connections.slice(0, maxListed);
  const left = connections.length - shown.length;
  return html`<button
      class="number"
      popovertarget="list-${id}"
      aria-label="${connections.length} ${label}: show them"
    >
      ${connections.length}
    </button>
    <div class="list" id="list-${id}" popover>
      <h4>${connections.length} ${label}</h4>
      <ul>
        ${shown.map((connection) => html`<li>${connectionLink(connection)}</li>`)}
      </ul>
      ${left > 0 && html`<p>… and ${left} more in history.ndjson</p>`}
    </div>`;
}

/** A button that copies `text`. */
export function copyButton(text: string): Html {
  return html`<button class="copy" type="button" data-copy="${text}">copy</button>`;
}
