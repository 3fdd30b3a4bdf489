/** Why a run has nothing to show: every upgrade was refused, or the load went past the proxies. */

import type { RunHistory } from '../contracts/checker.ts';

/** In words, with the first answer; undefined where somebody got in, or nobody tried. */
export function nobodyGotIn({ events }: RunHistory): string | undefined {
  if (events.some(({ kind }) => kind === 'tap.open')) return undefined;
  const refused = events.filter((event) => event.kind === 'client.refused');
  const [first] = refused;
  if (first === undefined) return past(events);
  // the tap knows why it could not pass one on; the client only sees its answer
  const inFront = events.find(
    (event) => event.kind === 'tap.refused' && event.reason !== undefined,
  );
  const why = inFront?.kind === 'tap.refused' ? inFront.reason : first.reason;
  const answer = [first.status === 0 ? undefined : String(first.status), why].filter(Boolean);
  return `nobody got in: ${refused.length} upgrades refused, the first with ${answer.join(', ')}`;
}

function past(events: RunHistory['events']): string | undefined {
  const opened = events.filter(({ kind }) => kind === 'client.open').length;
  if (opened === 0) return undefined;
  return `the load went past the proxies: its script opened ${opened} connections to another address than __ENV.WS_URL or target.url`;
}
