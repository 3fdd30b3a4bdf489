/** Reclaim times: a dot a zombie against the service level, and the quantiles of all three signs. */

import type { ReclaimTimes } from '../../../contracts/verdict.ts';
import { reclaimSigns, type ReclaimSign } from '../../facts/zombies.ts';
import { drawnZombies, drawReclaimDots } from '../charts/reclaim-dots.ts';
import { html, type Html } from '../html.ts';
import type { Section } from '../section.ts';
import { duration, term } from '../words.ts';

const signWords: Readonly<Record<ReclaimSign, string>> = {
  closeSeen: 'close seen',
  slotFree: 'slot free',
  socketGone: 'socket gone',
};

export const reclaimSection: Section = {
  id: 'reclaim',
  title: 'Reclaim times',
  body: ({ input: { history, verdict }, facts }) => {
    const { serviceLevel } = history.plan;
    const { judge } = serviceLevel;
    if (facts.zombies.length === 0) {
      return html`<p>No zombie was proven in this run, so there is nothing to reclaim.</p>`;
    }
    const drawn = drawnZombies(facts.zombies, judge).length;
    return html`
      <p class="legend">
        <span class="pass">● in time</span> <span class="unknown">▲ late</span>
        <span class="fail">✕ never</span>
        ${facts.zombies.some(({ fate }) => fate === 'unjudged') && html`<span class="unknown">◌ not judged</span>`}
        <span
          >judged by <strong>${signWords[judge]}</strong>, counted from the ${term('proof')}</span
        >
        ${drawn < facts.zombies.length && html`<span>${drawn} of ${facts.zombies.length} drawn</span>`}
      </p>
      <div class="chart scroll" tabindex="0" role="region" aria-label="reclaim times">
        ${drawReclaimDots(facts.zombies, serviceLevel, verdict.reclaim[judge])}
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label="reclaim times by sign">
        <table>
          <thead>
            <tr>
              <th>sign</th>
              ${['count', 'p50', 'p95', 'p99', 'max', 'never'].map(
                (name) => html`<th class="amount">${name}</th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${reclaimSigns.map((sign) => row(sign, verdict.reclaim[sign], sign === judge))}
          </tbody>
        </table>
      </div>
    `;
  },
};

function row(sign: ReclaimSign, times: ReclaimTimes, isJudge: boolean): Html {
  const { count, p50, p95, p99, max, never } = times;
  return html`<tr class="${isJudge && 'judge'}">
    <th scope="row">${term(signWords[sign])}${isJudge && ' (judged)'}</th>
    <td class="amount">${count}</td>
    ${[p50, p95, p99, max].map((ms) => html`<td class="amount">${duration(ms)}</td>`)}
    <td class="amount">${never}</td>
  </tr>`;
}
