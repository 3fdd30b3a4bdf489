/** The safety log: how the run ended, what died, what the undo ladder did, what was left. */

import type { HistoryEvent } from '../../../contracts/history.ts';
import { html, type Html } from '../html.ts';
import type { Section } from '../section.ts';
import { moment } from '../words.ts';

/** Lines beyond this are left to history.ndjson. */
const maxLines = 120;

export const safetySection: Section = {
  id: 'safety',
  title: 'Safety log',
  body: ({ input: { history, verdict }, facts }) => {
    const lines = history.events.flatMap((event) => {
      const text = lineOf(event);
      return text === undefined ? [] : [{ at: moment(facts.timeline.toMs(event.atUs)), text }];
    });
    const left = lines.length - maxLines;
    return html`
      <p>${residue(verdict.clean)}</p>
      <ol class="log">
        ${lines.slice(0, maxLines).map(({ at, text }) => html`<li><span class="faint">${at}</span> ${text}</li>`)}
      </ol>
      ${left > 0 && html`<p>… and ${left} more lines in history.ndjson</p>`}
    `;
  },
};

function residue(clean: boolean | undefined): Html {
  if (clean === undefined)
    return html`This run was judged again later; what it left was not looked at.`;
  return clean
    ? html`<strong class="pass">✓ Clean.</strong> No process, port or toxic was left behind.`
    : html`<strong class="fail">✗ Residue.</strong> Something could not be undone; run
        <code>ws-chaos heal</code>.`;
}

function lineOf(event: HistoryEvent): string | undefined {
  if (event.kind === 'run.end') return `run ended: ${event.reason} ${event.detail ?? ''}`.trim();
  if (event.kind === 'note') return event.text;
  if (event.kind === 'part.exited') {
    const how = event.signal ?? `code ${event.code ?? 0}`;
    const words = event.lastWords === undefined ? '' : `; its last words:\n${event.lastWords}`;
    return `${event.part} ended (${how})${event.expected ? '' : `, nobody had asked it to${words}`}`;
  }
  if (event.kind === 'part.restarted') {
    return `another ${event.part} took over: ${event.reason}`;
  }
  return faultLine(event);
}

function faultLine(event: HistoryEvent): string | undefined {
  if (event.kind === 'fault.heal') return `${event.fault}: healing begins`;
  if (event.kind === 'fault.healed') {
    return `${event.fault}: ${event.clean ? 'undone' : 'NOT undone'}, ${event.how}, ${event.tookMs} ms`;
  }
  const isWarning = event.kind === 'load.log' && event.level !== 'info';
  return isWarning ? `load ${event.level}: ${event.text}` : undefined;
}
