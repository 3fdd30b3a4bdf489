/** No process of the run ended unasked: a server that died has failed, a harness that died knows nothing. */

import type { Checker } from '../contracts/checker.ts';
import type { EventOf } from '../contracts/history.ts';
import { finding } from './findings.ts';

export const partsStayedUp: Checker = {
  name: 'parts-stayed-up',
  summary: 'the server stays up; where tap, toxiproxy or load died the run is unknown',
  check: ({ events }) => {
    const lost = events
      .filter((event) => event.kind === 'part.exited')
      .filter(({ expected }) => !expected);
    const violations = lost
      .filter(({ part }) => part === 'target')
      .map((event) => ({ message: inWords(event), atUs: event.atUs }));
    if (violations.length === 0 && lost.length > 0) {
      return { outcome: 'unknown', reason: lost.map(inWords).join('; ') };
    }
    const replaced = events.find((event) => event.kind === 'part.restarted');
    if (violations.length === 0 && replaced !== undefined) {
      return { outcome: 'unknown', reason: replacedInWords(replaced) };
    }
    return finding(violations, { lost: lost.length });
  },
};

/** Whoever was dead behind it is dead in another way now, with a FIN; so nothing is judged from there on. */
function replacedInWords({ part, reason }: EventOf<'part.restarted'>): string {
  return `${part} was replaced (${reason}): every connection was lost`;
}

function inWords({ part, code, signal, lastWords = '' }: EventOf<'part.exited'>): string {
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
  const why = tellingLine(lastWords);
  return `${part} ended by itself (${how})${why === undefined ? '' : `: ${why}`}`;
}

/** Of a trace the line with the error, as Node, Python, Java, Go and Rust write it; else the last that says anything. */
function tellingLine(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const names = /^(?:[\w.]*(?:Error|Exception)\b|panic\b|fatal\b|thread '.*' panicked)/i;
  return (lines.findLast((line) => names.test(line)) ?? lines.at(-1))?.trim();
}
