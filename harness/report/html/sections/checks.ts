/** The assertions: each check with its outcome, what it measured and every violation. */

import type { ServiceLevel } from '../../../contracts/scenario.ts';
import type { Violation } from '../../../contracts/checker.ts';
import type { CheckResult } from '../../../contracts/verdict.ts';
import type { Timeline } from '../../facts/timeline.ts';
import { whyInapplicable } from '../../inapplicable.ts';
import { html, type Html } from '../html.ts';
import type { Section } from '../section.ts';
import { connectionLink, duration, moment, checkBadge } from '../words.ts';

/** Violations of one check beyond this are counted, not listed. */
const maxViolations = 100;
const order = { fail: 0, unknown: 1, pass: 2 } as const;

export const checksSection: Section = {
  id: 'checks',
  title: 'Checks',
  body: ({ input, facts }) => {
    const checks = input.verdict.checks.toSorted(
      (one, other) =>
        order[one.outcome] - order[other.outcome] || one.name.localeCompare(other.name),
    );
    const { serviceLevel } = input.history.plan;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="checks">
      <table class="stack">
        <thead>
          <tr>
            <th>check</th>
            <th>outcome</th>
            <th>expected</th>
            <th>measured</th>
            <th>violations</th>
          </tr>
        </thead>
        <tbody>
          ${checks.map(
            (check) =>
              html`<tr id="check-${check.name}">
                <th scope="row">${check.name}</th>
                <td>${checkBadge(check)}</td>
                <td data-label="expected">${expectation(check.name, serviceLevel)}</td>
                <td data-label="measured">${measured(check)}</td>
                <td data-label="violations">${violations(check, facts.timeline)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  },
};

function expectation(name: string, level: ServiceLevel): string {
  const known: Readonly<Record<string, string>> = {
    'zombies-reclaimed': `every zombie reclaimed within ${duration(level.reclaimWithinMs)} of its proof`,
    'live-connections-kept': 'no healthy connection closed by the server',
    'events-delivered': `every event received, replayed or reported lost within ${duration(level.deliverWithinMs)}`,
    'events-in-place': 'every event at the connection it is for, in the order of its number',
    'bystanders-undisturbed': bystanders(level),
    'service-recovered': recovery(level),
    'orphan-work-ends': orphanWork(level),
    'closed-once': 'no connection sent a second Close frame by the server',
    'counts-agree': 'the server’s counter equals its own set and the open connections',
    'priority-admitted': `every enterprise user admitted within ${duration(level.admitWithinMs)}`,
    'users-readmitted': `nobody refused in vain ${duration(level.reclaimWithinMs)} after there is room`,
    'refusals-say-when': retry(level),
    'fault-was-observed': 'every fault proven by a second witness',
    'parts-stayed-up': 'no part of the run died by itself',
    'shutdown-was-graceful': `asked to stop, Close 1001 or 1012 to all and an end within ${duration(level.reclaimWithinMs)}`,
    'resources-return': 'descriptors and memory of the server come back',
    'thresholds-met': 'the thresholds of the load script hold',
    'load-was-honest': 'the load engine was never the bottleneck',
  };
  return known[name] ?? '';
}

function bystanders({ bystandersWithinMs }: ServiceLevel): string {
  return bystandersWithinMs === undefined
    ? 'nothing asked'
    : `while faults are on, others are answered within ${duration(bystandersWithinMs)}, 99 of 100`;
}

function recovery({ recoveredWithinMs }: ServiceLevel): string {
  return recoveredWithinMs === undefined
    ? 'nothing asked'
    : `${duration(recoveredWithinMs)} after the last heal as many are served as before`;
}

function orphanWork({ orphanWorkWithinMs }: ServiceLevel): string {
  return orphanWorkWithinMs === undefined
    ? 'nothing asked'
    : `no work for a connection ${duration(orphanWorkWithinMs)} after it is gone`;
}

function retry({ retryWithinMs }: ServiceLevel): string {
  return retryWithinMs === undefined
    ? 'nothing asked'
    : `who is turned away is told to come back within ${duration(retryWithinMs)}`;
}

function measured(check: CheckResult): Html {
  const inapplicable = whyInapplicable(check);
  if (inapplicable !== undefined) return html`<span class="faint">${inapplicable}</span>`;
  const { measured: figures } = check;
  const told = Object.entries(figures ?? {}).map(
    ([name, value]) => html`<span class="figure">${name} <strong>${value}</strong></span> `,
  );
  return html`${told}`;
}

function violations({ reason, violations: all }: CheckResult, timeline: Timeline): Html {
  if (reason !== undefined) return html`${reason}`;
  if (all.length === 0) return html`none`;
  const shown = all.slice(0, maxViolations).map((violation) => {
    const { atUs } = violation;
    const at =
      atUs !== undefined && html`<span class="faint">${moment(timeline.toMs(atUs))}</span>`;
    return html`<li>${linked(violation)} ${at}</li>`;
  });
  const left = all.length - shown.length;
  return html`<ul class="plain violations">
    ${shown} ${left > 0 && html`<li>… and ${left} more in verdict.json</li>`}
  </ul>`;
}

/** The message, with a link where it names its connection, else behind it. */
function linked({ message, connection }: Violation): Html {
  if (connection === undefined) return html`${message}`;
  const at = message.indexOf(connection);
  if (at < 0) return html`${message} ${connectionLink(connection)}`;
  const [before, after] = [message.slice(0, at), message.slice(at + connection.length)];
  return html`${before}${connectionLink(connection)}${after}`;
}
