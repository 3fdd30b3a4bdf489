/** The fault ledger: what was planned, what was done, what proved it, how it was undone. */

import type { FaultFacts } from '../../facts/faults.ts';
import { html, type Html } from '../html.ts';
import { faultKindTable, isAmiss } from './fault-kinds.ts';
import type { Section } from '../section.ts';
import { duration, moment, numberWithList, outcomeBadge, term } from '../words.ts';

export const faultLedgerSection: Section = {
  id: 'faults',
  title: 'Fault ledger',
  body: ({ facts: { faults } }) =>
    faults.length === 0
      ? html`<p>This scenario injects no fault.</p>`
      : html`${faults.length > maxRows && summary(faults)}
          <div class="scroll" tabindex="0" role="region" aria-label="fault ledger">
            <table class="stack">
              <thead>
                <tr>
                  <th>fault</th>
                  <th>victims</th>
                  <th>planned</th>
                  <th>begun</th>
                  <th>${term('proof')}</th>
                  <th>undone</th>
                </tr>
              </thead>
              <tbody>
                ${ledgerRows(faults).map(row)}
              </tbody>
            </table>
          </div>`,
};

/** More rows than this nobody reads. */
export const maxRows = 40;

/** Those of which something was not as planned come first, then the earliest. */
function ledgerRows(faults: readonly FaultFacts[]): readonly FaultFacts[] {
  if (faults.length <= maxRows) return faults;
  const amiss = faults.filter(isAmiss);
  const others = faults.filter((fault) => !isAmiss(fault));
  return [...amiss, ...others].slice(0, maxRows);
}

function summary(faults: readonly FaultFacts[]): Html {
  return html`${faultKindTable(faults)}
    <p class="faint">
      ${maxRows} of ${faults.length} faults follow, first those of which something was not as
      planned; all are in history.ndjson.
    </p>`;
}

function row(fault: FaultFacts): Html {
  const { id, inject, planned, plannedMs, victims, beginMs } = fault;
  return html`<tr id="fault-${id}">
    <th scope="row">${id} ${term(inject)}${settings(planned.settings)}</th>
    <td data-label="victims">${numberWithList(`victims-${id}`, `victims of ${id}`, victims)}</td>
    <td data-label="planned">${moment(plannedMs.begin)}–${moment(plannedMs.heal)}</td>
    <td data-label="begun">
      ${beginMs === undefined ? 'never' : html`${moment(beginMs)} ${jitter(fault)}`}
    </td>
    <td data-label="proof">${proof(fault)}</td>
    <td data-label="undone">${undone(fault)}</td>
  </tr>`;
}

function settings(of: Readonly<Record<string, unknown>>): Html | undefined {
  const all = Object.entries(of).map(([name, value]) => `${name} ${plain(value)}`);
  return all.length === 0 ? undefined : html`<br /><small class="faint">${all.join(', ')}</small>`;
}

function jitter({ plannedMs, beginMs }: FaultFacts): Html | undefined {
  if (beginMs === undefined) return undefined;
  const lateMs = beginMs - plannedMs.begin;
  return html`<small class="faint">(${lateMs >= 0 ? '+' : ''}${lateMs.toFixed(0)} ms)</small>`;
}

function proof({ proofs, unproven, beginMs }: FaultFacts): Html {
  const told = proofs.map(({ ms, victims, witness, facts }) => {
    const after = beginMs === undefined ? '' : `, ${duration(ms - beginMs)} after begin`;
    return html`<li>
      ${outcomeBadge('pass')} on ${victims.length} at ${moment(ms)}${after}<br />
      <small>${witness}; ${plain(facts)}</small>
    </li>`;
  });
  const missing = unproven.map(
    ({ victims, reason }) =>
      html`<li>${outcomeBadge('unknown')} not on ${victims.length}: ${reason}</li>`,
  );
  return html`<ul class="plain">
    ${told} ${missing}
  </ul>`;
}

function undone({ healed, healMs }: FaultFacts): Html {
  if (healed === undefined) {
    return healMs === undefined ? html`–` : html`${outcomeBadge('fail')} never finished`;
  }
  const { how, tookMs, clean, ms } = healed;
  return html`${outcomeBadge(clean ? 'pass' : 'fail')} ${how}, ${duration(tookMs)}, done at
  ${moment(ms)}`;
}

function plain(value: unknown): string {
  return typeof value === 'string'
    ? value
    : JSON.stringify(value)
        .replaceAll(/[{}"]/g, '')
        .replaceAll(/[,:]/g, (mark) => `${mark} `);
}
