/** Why a run has nothing to show: every upgrade was refused, by the server or in front of it. */

import type { RunHistory } from '../contracts/checker.ts';

/** In words, with the first answer; undefined where somebody got in, or nobody was refused. */
export function nobodyGotIn({ events }: RunHistory): string | undefined {
  if (events.some(({ kind }) => kind === 'tap.open')) return undefined;
  const refused = events.filter((event) => event.kind === 'client.refused');
  const [first] = refused;
  if (first === undefined) return undefined;
  // the tap knows why it could not pass one on; the client only sees its answer
  const inFront = events.find(
    (event) => event.kind === 'tap.refused' && event.reason !== undefined,
  );
  const why = inFront?.kind === 'tap.refused' ? inFront.reason : first.reason;
  const answer = [first.status === 0 ? undefined : String(first.status), why].filter(Boolean);
  return `nobody got in: ${refused.length} upgrades refused, the first with ${answer.join(', ')}`;
}
