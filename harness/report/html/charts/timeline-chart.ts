/** The master timeline: phases, faults (planned, begun, proven, healed), cleanups, refusals, deaths, on one axis. */

import * as Plot from '@observablehq/plot';
import type { HistoryEvent } from '../../../contracts/history.ts';
import type { RunFacts } from '../../facts/run-facts.ts';
import type { Html } from '../html.ts';
import { drawPlot } from './plot.ts';
import { strided } from '../../facts/step-series.ts';
import { faultRows } from './fault-rows.ts';

const rowHeight = 26;
/** Ticks of a row are thinned to what the eye can part. */
const maxTicks = 400;

interface Tick {
  readonly s: number;
  readonly row: string;
  readonly title: string;
}

export function drawTimeline(facts: RunFacts, events: readonly HistoryEvent[]): Html {
  const faults = faultRows(facts);
  const phases = facts.timeline.phases.map(({ name, beginMs, endMs }) => ({
    name,
    fromS: beginMs / 1000,
    toS: endMs / 1000,
  }));
  const killed = new Set(facts.healthy.killed);
  const rows = {
    cleanups: cleanupTicks(facts),
    refusals: ticks(facts, events, { row: 'refused', kinds: ['client.refused'] }),
    reconnects: ticks(facts, events, { row: 'connects', kinds: ['client.open'] }),
    killed: serverCloses(facts, events, killed),
  };
  const used = Object.values(rows).flatMap((row) => [...new Set(row.map((tick) => tick.row))]);
  const names = ['phase', ...faults.names, ...used];
  return drawPlot('Timeline of phases, faults and what the server did', {
    height: 44 + names.length * rowHeight,
    marginTop: 8,
    marginBottom: 36,
    x: { domain: [0, facts.timeline.endMs / 1000], label: 'seconds of the run', nice: false },
    y: { domain: names, label: null, tickSize: 0 },
    marks: [
      Plot.ruleX(phases.slice(1), { x: 'fromS', stroke: 'var(--faint)', strokeDasharray: '2,3' }),
      Plot.barX(phases, {
        x1: 'fromS',
        x2: 'toS',
        y: () => 'phase',
        fill: 'var(--panel)',
        stroke: 'var(--line)',
      }),
      Plot.text(phases, {
        x: ({ fromS, toS }: { fromS: number; toS: number }) => (fromS + toS) / 2,
        y: () => 'phase',
        text: 'name',
      }),
      ...faults.marks,
      ...tickMarks(rows),
    ],
  });
}

function tickMarks(
  rows: Readonly<Record<'cleanups' | 'refusals' | 'reconnects' | 'killed', readonly Tick[]>>,
): Plot.Markish[] {
  const didSomething = rows.cleanups.filter(({ title }) => !title.startsWith('removed 0'));
  return [
    Plot.dot(rows.cleanups, { x: 's', y: 'row', r: 4, stroke: 'var(--blue)', title: 'title' }),
    Plot.dot(didSomething, { x: 's', y: 'row', r: 4, fill: 'var(--blue)', title: 'title' }),
    Plot.tickX(rows.reconnects, {
      x: 's',
      y: 'row',
      stroke: 'var(--faint)',
      inset: 6,
      title: 'title',
    }),
    Plot.dot(rows.refusals, {
      x: 's',
      y: 'row',
      symbol: 'triangle',
      r: 4.5,
      stroke: 'var(--bad)',
      title: 'title',
    }),
    Plot.dot(rows.killed, {
      x: 's',
      y: 'row',
      symbol: 'times',
      r: 4.5,
      stroke: 'var(--bad)',
      strokeWidth: 2.5,
      title: 'title',
    }),
  ];
}

function cleanupTicks({ cleanups }: RunFacts): readonly Tick[] {
  const idle = strided(
    cleanups.runs.filter(({ removed }) => removed === 0),
    maxTicks,
  );
  const useful = strided(
    cleanups.runs.filter(({ removed }) => removed > 0),
    maxTicks,
  );
  return [...idle, ...useful].map(({ ms, removed, examined, level, trigger }) => ({
    s: ms / 1000,
    row: 'cleanups',
    title: `removed ${removed} of ${examined} examined (${level}, ${trigger})`,
  }));
}

function ticks(
  { timeline }: RunFacts,
  events: readonly HistoryEvent[],
  of: { readonly row: string; readonly kinds: readonly HistoryEvent['kind'][] },
): readonly Tick[] {
  const all = events.filter((event) => of.kinds.includes(event.kind) && 'connection' in event);
  return strided(all, maxTicks).map((event) => ({
    s: timeline.toMs(event.atUs) / 1000,
    row: of.row,
    title: 'connection' in event ? event.connection : '',
  }));
}

function serverCloses(
  { timeline }: RunFacts,
  events: readonly HistoryEvent[],
  killed: ReadonlySet<string>,
): readonly Tick[] {
  const first = new Map<string, number>();
  for (const event of events) {
    const ends = event.kind === 'tap.close-frame' || event.kind === 'tap.end';
    if (!ends || event.by !== 'server' || !killed.has(event.connection)) continue;
    if (!first.has(event.connection)) first.set(event.connection, event.atUs);
  }
  return strided([...first], maxTicks).map(([connection, atUs]) => ({
    s: timeline.toMs(atUs) / 1000,
    row: 'healthy killed',
    title: connection,
  }));
}
