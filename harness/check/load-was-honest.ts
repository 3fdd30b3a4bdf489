/** The load was what the plan says: a generator that could not keep up measures itself, not the server. */

import type { Checker, RunHistory } from '../contracts/checker.ts';
import type { EventOf } from '../contracts/history.ts';
import { honestLoad, loadDoubts } from '../contracts/honest-load.ts';
import { networkDoubts } from './networks-stood.ts';

export { honestLoad };

export const loadWasHonest: Checker = {
  name: 'load-was-honest',
  summary:
    'the load engine started what was planned, by the networks planned, and was not the bottleneck, else unknown',
  check: (history) => {
    const samples = samplesAfterReady(history);
    // starts and drops are running totals: the last sample holds the whole run
    const last = samples.at(-1);
    if (last === undefined) return { outcome: 'unknown', reason: 'the load never reported' };
    const p99Ms = Math.max(...samples.map((sample) => sample.loopDelayP99Ms));
    const maxMs = Math.max(...samples.map((sample) => sample.loopDelayMaxMs));
    const latenessMs = sendLatenessOf(history);
    const account = { seconds: samples, starts: last, sendLatenessP99Ms: latenessMs };
    const doubts = [...loadDoubts(account), ...networkDoubts(history)];
    if (doubts.length > 0) return { outcome: 'unknown', reason: doubts.join('; ') };
    const { plannedStarts, achievedStarts, dropped } = last;
    const loopDelays = { loopDelayP99Ms: round(p99Ms), loopDelayMaxMs: round(maxMs) };
    const sendLatenessP99Ms = round(latenessMs);
    return {
      outcome: 'pass',
      measured: { plannedStarts, achievedStarts, dropped, ...loopDelays, sendLatenessP99Ms },
    };
  },
};

/** Compiling the script before users start blocks the loop and hurts nobody. */
function samplesAfterReady({ events }: RunHistory): EventOf<'load.sample'>[] {
  const samples: EventOf<'load.sample'>[] = [];
  let ready = false;
  for (const event of events) {
    if (event.kind === 'load.ready') ready = true;
    else if (event.kind === 'load.sample' && ready) samples.push(event);
  }
  return samples;
}

/** Milliseconds; 0 where the load did not say, or paced nothing by timers. */
function sendLatenessOf({ events }: RunHistory): number {
  let p99Ms = 0;
  for (const event of events)
    if (event.kind === 'load.metric' && event.metric === 'ws_send_lateness')
      p99Ms = event.values['p(99)'] ?? 0;
  return p99Ms;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
