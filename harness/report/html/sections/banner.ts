/** The verdict banner: outcome, one sentence why, the service level against what was measured, clean or residue. */

import type { ReportInput } from '../../../contracts/reporter.ts';
import { adviceOn, subjectOf } from '../../advice.ts';
import { headline, outcomeMarks, outcomeWord } from '../../headline.ts';
import { html, type Html } from '../html.ts';
import type { ReportContext } from '../section.ts';
import { connectionLink, duration, withCode } from '../words.ts';

export function banner({ input, facts }: ReportContext): Html {
  const { verdict, history } = input;
  const { serviceLevel } = history.plan;
  return html`<header class="banner ${verdict.outcome}" id="verdict">
    <div class="mark" aria-hidden="true">${outcomeMarks[verdict.outcome]}</div>
    <div class="why">
      <p class="scenario">${verdict.scenario}</p>
      <h1><span class="word">${outcomeWord(verdict)}</span> ${headline(verdict, serviceLevel)}</h1>
      <dl class="figures">
        ${figures(input).map(
          ([name, value, tone]) =>
            html`<div class="${tone}">
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      <p class="when">
        ${facts.timeline.wallTime} · ${duration(facts.timeline.endMs)} · seed ${verdict.seed} ·
        ${policyOf(input)}
      </p>
      ${next(input)}
    </div>
  </header>`;
}

function next(input: ReportInput): Html | false {
  const advice = adviceOn(input);
  if (advice.length === 0) return false;
  return html`<div class="next">
    <h2>What to look at next</h2>
    <ul>
      ${advice.map(
        (one) =>
          html`<li>
            <a href="#check-${one.check}">${subjectOf(one)}</a>: ${withCode(one.text)}
            ${one.connection !== undefined && html`For one: ${connectionLink(one.connection)}.`}
          </li>`,
      )}
    </ul>
  </div>`;
}

type Figure = readonly [string, string, string];

function figures({ verdict, history }: ReportInput): readonly Figure[] {
  const { judge, reclaimWithinMs } = history.plan.serviceLevel;
  const { never, max, p95 } = verdict.reclaim[judge];
  const tooSlow = never > 0 || (max !== null && max > reclaimWithinMs);
  const tone = verdict.matrix.zombies.injected === 0 ? '' : tooSlow ? 'bad' : 'good';
  const worst = never > 0 ? `never (${never})` : duration(max);
  return [
    ['service level', `≤ ${duration(reclaimWithinMs)}`, ''],
    ['slowest reclaim', worst, tone],
    ['p95', duration(p95), ''],
    residue(verdict.clean),
  ];
}

function residue(clean: boolean | undefined): Figure {
  if (clean === undefined) return ['after the run', 'not looked at (re-judged)', ''];
  return clean
    ? ['after the run', '✓ clean: nothing left behind', 'good']
    : ['after the run', '✗ residue left: run ws-chaos heal', 'bad'];
}

function policyOf({ history: { plan } }: ReportInput): string {
  const { policy, defect, url, command } = plan.target;
  const server = policy ?? command?.join(' ') ?? url ?? 'reference server';
  return defect === undefined ? `server: ${server}` : `server: ${server}, defect ${defect}`;
}
