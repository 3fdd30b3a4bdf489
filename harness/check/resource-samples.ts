/** What the server's process held over a run, beside the connections that clients hold open. */

import type { RunHistory } from '../contracts/checker.ts';
import type { HistoryEvent } from '../contracts/history.ts';
import { judgedUntilUs } from './judged-until.ts';

export interface ResourceSample {
  readonly atMs: number;
  readonly residentMB: number;
  /** Descriptors that are not the server's end of a connection a client holds open. */
  readonly spareDescriptors: number;
}

export interface ResourceRecord {
  /** Samples of the baseline phase once its users are on. */
  readonly before: readonly ResourceSample[];
  /** From the end of baseline on. */
  readonly during: readonly ResourceSample[];
  /** Of the later half of recovery. */
  readonly after: readonly ResourceSample[];
  /** From the end of baseline to the end of the judgement; 0 where there was no baseline. */
  readonly lastedMs: number;
}

/** Users are on within the first 60 % of baseline. */
const settledPercent = 60;

export function resourceRecord(history: RunHistory): ResourceRecord {
  const untilMs = judgedUntilUs(history) / 1000;
  const { baseline, recovery } = phasesOf(history.events);
  const samples = samplesOf(history.events).filter(({ atMs }) => atMs < untilMs);
  if (baseline === undefined) return { before: [], during: samples, after: [], lastedMs: 0 };
  const settledMs = baseline.beginMs + (baseline.endMs - baseline.beginMs) * (settledPercent / 100);
  const restedMs = recovery === undefined ? Infinity : (recovery.beginMs + untilMs) / 2;
  return {
    before: samples.filter(({ atMs }) => atMs >= settledMs && atMs < baseline.endMs),
    during: samples.filter(({ atMs }) => atMs >= baseline.endMs),
    after: samples.filter(({ atMs }) => atMs >= restedMs),
    lastedMs: untilMs - baseline.endMs,
  };
}

function phasesOf(events: readonly HistoryEvent[]): {
  baseline?: { beginMs: number; endMs: number };
  recovery?: { beginMs: number };
} {
  const ms = (kind: HistoryEvent['kind'], phase: string): number | undefined => {
    const event = events.find((one) => one.kind === kind && 'phase' in one && one.phase === phase);
    return event === undefined ? undefined : event.atUs / 1000;
  };
  const [beginMs, endMs] = [ms('phase.begin', 'baseline'), ms('phase.end', 'baseline')];
  const recoveryMs = ms('phase.begin', 'recovery');
  return {
    ...(beginMs === undefined || endMs === undefined ? {} : { baseline: { beginMs, endMs } }),
    ...(recoveryMs === undefined ? {} : { recovery: { beginMs: recoveryMs } }),
  };
}

/** Clients know best whom they hold; where they do not tell, the wire does. */
function samplesOf(events: readonly HistoryEvent[]): ResourceSample[] {
  const byClients = events.some(({ kind }) => kind === 'client.open');
  const held = new Set<string>();
  const samples: ResourceSample[] = [];
  for (const event of events) {
    if (event.kind === 'target.resources') {
      const { atUs, residentMB, descriptors } = event;
      samples.push({ atMs: atUs / 1000, residentMB, spareDescriptors: descriptors - held.size });
    } else if ('connection' in event) {
      const change = byClients ? asClientsTell(event) : asTheWireTells(event);
      if (change === 'opened') held.add(event.connection);
      else if (change === 'ended') held.delete(event.connection);
    }
  }
  return samples;
}

function asClientsTell({ kind }: HistoryEvent): 'opened' | 'ended' | undefined {
  if (kind === 'client.open') return 'opened';
  return kind === 'client.closed' || kind === 'client.vanished' ? 'ended' : undefined;
}

function asTheWireTells({ kind }: HistoryEvent): 'opened' | 'ended' | undefined {
  if (kind === 'tap.open') return 'opened';
  return kind === 'tap.end' || kind === 'tap.closed' ? 'ended' : undefined;
}
