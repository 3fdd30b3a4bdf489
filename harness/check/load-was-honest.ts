/** The load was what the plan says: a generator that could not keep up measures itself, not the server. */

import type { Checker, RunHistory } from '../contracts/checker.ts';
import type { EventOf } from '../contracts/history.ts';
import { networkDoubts } from './networks-stood.ts';

/**
 * Generous on purpose: on a busy two-core CI machine all processes of a run share the cores, and a delay of
 * this size is still far below any service level a scenario can hold a server to.
 */
export const honestLoad = {
  /**
   * 99th percentile of the event loop's delay in one sample. A sample is one second, some fifty delays, so this is
   * nearly the second's longest; a generator that is the bottleneck is late second after second.
   */
  loopDelayP99Ms: 250,
  /** Seconds that may be later than that: one, or one in ten. */
  lateSamplesPercent: 10,
  loopDelayMaxMs: 1000,
  /**
   * Messages that a timer of the script wanted sent: 99th percentile of how late they left, over the whole run. As
   * long as the loop may stand still once, because in a short run that alone is one message in a hundred.
   */
  sendLatenessP99Ms: 1000,
  achievedPercent: 95,
  droppedPercent: 1,
} as const;

export const loadWasHonest: Checker = {
  name: 'load-was-honest',
  summary:
    'the load engine started what was planned, by the networks planned, and was not the bottleneck, else unknown',
  check: (history) => {
    const samples = samplesAfterReady(history);
    const last = samples.at(-1);
    if (last === undefined) return { outcome: 'unknown', reason: 'the load never reported' };
    const p99Ms = Math.max(...samples.map((sample) => sample.loopDelayP99Ms));
    const maxMs = Math.max(...samples.map((sample) => sample.loopDelayMaxMs));
    const doubts = [
      ...lateDoubts(samples),
      ...over('event loop delay', maxMs, honestLoad.loopDelayMaxMs),
      ...over('lateness p99 of messages', sendLatenessOf(history), honestLoad.sendLatenessP99Ms),
      ...startDoubts(last),
      ...networkDoubts(history),
    ];
    if (doubts.length > 0) return { outcome: 'unknown', reason: doubts.join('; ') };
    const { plannedStarts, achievedStarts, dropped } = last;
    const loopDelays = { loopDelayP99Ms: round(p99Ms), loopDelayMaxMs: round(maxMs) };
    const sendLatenessP99Ms = round(sendLatenessOf(history));
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

/** Starts and drops are running totals: the last sample holds the whole run. */
function startDoubts({ plannedStarts, achievedStarts, dropped }: EventOf<'load.sample'>): string[] {
  const doubts: string[] = [];
  if (achievedStarts * 100 < plannedStarts * honestLoad.achievedPercent) {
    doubts.push(`only ${achievedStarts} of ${plannedStarts} planned starts happened`);
  }
  if (dropped * 100 > plannedStarts * honestLoad.droppedPercent) {
    doubts.push(`${dropped} of ${plannedStarts} iterations were dropped`);
  }
  return doubts;
}

function lateDoubts(samples: readonly EventOf<'load.sample'>[]): string[] {
  const { loopDelayP99Ms, lateSamplesPercent } = honestLoad;
  const late = samples.filter((sample) => sample.loopDelayP99Ms > loopDelayP99Ms).length;
  if (late <= Math.max(1, (samples.length * lateSamplesPercent) / 100)) return [];
  const share = `${late} of ${samples.length} samples`;
  return [`event loop delay p99 of the load was over ${loopDelayP99Ms} ms in ${share}`];
}

function over(what: string, valueMs: number, limitMs: number): string[] {
  return valueMs > limitMs
    ? [`${what} of the load was ${round(valueMs)} ms, over ${limitMs} ms`]
    : [];
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
