/** What is measured again and again in a whole run: the load, the census, what the server's process holds. */

import type { FieldsOf, HistoryBuilder } from './history-builder.ts';
import type { Planted } from './whole-run.ts';

/** Each second from the middle of baseline on; what grows begins with the first fault. */
export function tellResources(story: HistoryBuilder, defect: Planted | undefined): void {
  for (let second = 0; second < 90; second += 1) {
    const kept = Math.max(0, second - 1);
    story.at(second * 1000 + 700).event('target.resources', {
      descriptors: 30 + (defect === 'server keeps ever more descriptors' ? kept : 0),
      residentMB: 80 + (defect === 'server keeps ever more memory' ? kept * 2 : 0),
      threads: 11,
    });
  }
}

/** One sample of the load and one of the server, at a quiet moment. */
export function sample(story: HistoryBuilder, defect: Planted | undefined): HistoryBuilder {
  const open = openNow(story);
  const drift = story.nowMs() > 5000 ? 1 : 0;
  const listed = open - (defect === 'list forgets a connection' ? drift : 0);
  const claimed = listed + (defect === 'counter drifts' ? drift : 0);
  return story
    .event('load.sample', {
      plannedStarts: 100,
      achievedStarts: 100,
      dropped: defect === 'load engine drops iterations' ? 2 : 0,
      usersActive: 5,
      loopDelayP99Ms: defect === 'load engine is late' ? 400 : 5,
      loopDelayMaxMs: 20,
    })
    .event('census', { ...quiet(listed), claimed });
}

export function openNow(story: HistoryBuilder): number {
  const open = new Set<string>();
  for (const event of story.build().events) {
    if (event.atUs > story.nowMs() * 1000) break;
    if (event.kind === 'tap.open') open.add(event.connection);
    else if (event.kind === 'tap.end') open.delete(event.connection);
  }
  return open.size;
}

export function quiet(open: number): FieldsOf<'census'> {
  return { quiescent: true, claimed: open, limit: 20, reclaimable: 0, open, working: 1 };
}
