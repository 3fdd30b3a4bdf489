/** Work for a connection ends soon after it: an answer that nobody will ever read costs as much as any other. */

import type { Checker, Finding, RunHistory, Violation } from '../contracts/checker.ts';
import { durationUs, finding, notApplicable } from './findings.ts';
import { goneSpans, type GoneSpan } from './gone-spans.ts';

export const orphanWorkEnds: Checker = {
  name: 'orphan-work-ends',
  summary: 'the server stops working for a connection that is gone',
  check: (history) => {
    const withinMs = history.plan.serviceLevel.orphanWorkWithinMs;
    if (withinMs === undefined) return notApplicable('the service level names no orphanWorkWithin');
    if (history.events.every((event) => event.kind !== 'census' || event.working === undefined))
      return unknown('no census of this server tells for whom it works');
    return judgeWork(history, withinMs * 1000);
  },
};

function unknown(reason: string): Finding {
  return { outcome: 'unknown', reason };
}

function judgeWork(history: RunHistory, withinUs: number): Finding {
  const spans = goneSpans(history).filter(({ fromUs, untilUs }) => untilUs - fromUs > withinUs);
  if (spans.length === 0)
    return unknown(`no connection was gone for ${durationUs(withinUs)} while the run was judged`);
  const episodes = episodesOf(history);
  const worked = spans.filter(({ connection }) => episodes.has(connection));
  if (worked.length === 0)
    return unknown(`the server worked for none of the ${spans.length} connections that were gone`);
  /** One a connection: of a zombie by its proof. */
  const violations = new Map<string, Violation>();
  let slowestUs = 0;
  for (const span of worked) {
    const lastedUs = lastedIn(span, episodes.get(span.connection) ?? []);
    slowestUs = Math.max(slowestUs, lastedUs);
    if (lastedUs > withinUs && !violations.has(span.connection))
      violations.set(span.connection, violationOf(span, lastedUs, withinUs));
  }
  return finding([...violations.values()], {
    gone: new Set(spans.map(({ connection }) => connection)).size,
    workedFor: new Set(worked.map(({ connection }) => connection)).size,
    slowestMs: Math.round(slowestUs / 1000),
    unended: violations.size,
  });
}

/** From the look that found work for a connection that was gone, or about to be, to the last that did. */
interface Episode {
  readonly sinceUs: number;
  readonly seenUs: number;
}

/** By connection, in the order of time. */
function episodesOf({ events }: RunHistory): ReadonlyMap<string, readonly Episode[]> {
  const episodes = new Map<string, Episode[]>();
  const sinceUs = new Map<string, number>();
  const add = (connection: string, seenUs: number): void => {
    const episode = { sinceUs: sinceUs.get(connection) ?? seenUs, seenUs };
    episodes.set(connection, [...(episodes.get(connection) ?? []), episode]);
    sinceUs.delete(connection);
  };
  const looksUs: number[] = [];
  for (const event of events) {
    if (event.kind === 'census') looksUs.push(event.atUs);
    else if (event.kind === 'work.orphaned') sinceUs.set(event.connection, event.atUs);
    else if (event.kind === 'work.over') add(event.connection, event.seenUntilUs);
  }
  // What the last answer says was so after the one before it had come.
  const endUs = looksUs.at(-2) ?? 0;
  for (const [connection, us] of sinceUs) add(connection, Math.max(us, endUs));
  return episodes;
}

/** How far into the span the last look was that found work; below 0 where that was before it. */
function lastedIn({ fromUs, untilUs }: GoneSpan, episodes: readonly Episode[]): number {
  const last = episodes.findLast(({ sinceUs }) => sinceUs < untilUs);
  return Math.min(last?.seenUs ?? 0, untilUs) - fromUs;
}

function violationOf(
  { connection, fault, fromUs }: GoneSpan,
  lastedUs: number,
  withinUs: number,
): Violation {
  const since = fault === undefined ? 'its end' : 'the proof that its client was gone';
  const message = `server still worked for ${connection} ${durationUs(lastedUs)} after ${since}, the service level is ${durationUs(withinUs)}`;
  const atUs = fromUs + withinUs;
  return { message, connection, ...(fault === undefined ? {} : { fault }), atUs };
}
