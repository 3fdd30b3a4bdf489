/** One dot a zombie: how long after its proven death the server let go, against the service level. */

import * as Plot from '@observablehq/plot';
import type { ServiceLevel } from '../../../contracts/scenario.ts';
import type { ReclaimTimes } from '../../../contracts/verdict.ts';
import { strided } from '../../facts/step-series.ts';
import type { Zombie } from '../../facts/zombies.ts';
import type { Html } from '../html.ts';
import { drawPlot } from './plot.ts';

/** Round marks of the axis up to where the times end; beyond lies `never`. */
function ticksUpTo(endS: number): readonly number[] {
  const raw = endS / 8;
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((factor) => factor * magnitude >= raw) ?? 10) * magnitude;
  return Array.from({ length: Math.floor(endS / step) + 1 }, (_, index) => index * step);
}

/** Dots of a fate and a kind of fault; of more, an even choice and the slowest. */
const maxDots = 400;
const slowestDots = 20;

/** All where they are few; else so many that the picture keeps its shape and its end. */
export function drawnZombies(
  zombies: readonly Zombie[],
  judge: ServiceLevel['judge'],
): readonly Zombie[] {
  const tookMs = ({ reclaim }: Zombie): number => reclaim[judge] ?? Infinity;
  const groups = Map.groupBy(zombies, ({ fate, inject }) => `${fate} ${inject}`);
  return [...groups.values()].flatMap((alike) => {
    if (alike.length <= maxDots) return alike;
    const byTime = alike.toSorted((one, other) => tookMs(other) - tookMs(one));
    const others = strided(byTime.slice(slowestDots), maxDots - slowestDots);
    return [...byTime.slice(0, slowestDots), ...others];
  });
}

interface Dot {
  readonly x: number;
  readonly y: number;
  readonly zombie: Zombie;
  readonly title: string;
}

/** Dots that would overlap are stacked; a stretch of the axis this many seconds-shares wide is one stack. */
const stretches = 90;
const rowHeight = 86;

export function drawReclaimDots(
  zombies: readonly Zombie[],
  serviceLevel: ServiceLevel,
  quantiles: ReclaimTimes,
): Html {
  const { judge, reclaimWithinMs } = serviceLevel;
  const slowest = Math.max(0, ...zombies.map(({ reclaim }) => reclaim[judge] ?? 0));
  const endS = (Math.max(reclaimWithinMs, slowest) * 1.12) / 1000;
  const injects = [...new Set(zombies.map(({ inject }) => inject))];
  const neverS = endS * 1.06;
  const dots = stackDots(drawnZombies(zombies, judge), { judge, injects, endS, neverS });
  const levelS = reclaimWithinMs / 1000;
  return drawPlot('Reclaim time of each zombie against the service level', {
    height: 76 + injects.length * rowHeight,
    marginTop: 28,
    marginBottom: 44,
    x: {
      domain: [0, endS * 1.12],
      label: 'seconds from the proof of death',
      ticks: ticksUpTo(endS),
    },
    y: { domain: [-0.35, injects.length - 0.1], axis: null },
    marks: [
      Plot.rectX([0], { x1: 0, x2: levelS, fill: 'var(--good)', fillOpacity: 0.07 }),
      Plot.ruleX([levelS], { stroke: 'var(--good)', strokeWidth: 2 }),
      Plot.text([levelS], {
        x: (s: number) => s,
        text: () => `service level ${String(levelS)} s`,
        frameAnchor: 'top',
        dy: -16,
        fill: 'var(--good)',
      }),
      ...neverMarks(zombies, neverS),
      ...quantileMarks(quantiles),
      Plot.text(injects, {
        x: 0,
        y: (_, row) => row + 0.2,
        text: (inject: string) => inject,
        textAnchor: 'end',
        dx: -10,
        frameAnchor: 'left',
      }),
      ...(['reclaimed', 'late', 'never', 'unjudged'] as const).map((fate) =>
        Plot.dot(
          dots.filter(({ zombie }) => zombie.fate === fate),
          { x: 'x', y: 'y', r: 4.5, title: 'title', ...looks[fate] },
        ),
      ),
    ],
  });
}

const looks = {
  reclaimed: { symbol: 'circle', fill: 'var(--good)' },
  late: { symbol: 'triangle', fill: 'var(--doubt)' },
  never: { symbol: 'times', stroke: 'var(--bad)', strokeWidth: 2.5 },
  unjudged: { symbol: 'circle', stroke: 'var(--doubt)', strokeWidth: 2 },
} as const;

function neverMarks(zombies: readonly Zombie[], neverS: number): Plot.Markish[] {
  const never = zombies.filter(({ fate }) => fate === 'never').length;
  if (never === 0) return [];
  return [
    Plot.ruleX([neverS * 0.97], { stroke: 'var(--bad)', strokeDasharray: '3,3' }),
    Plot.text([neverS], {
      x: (s: number) => s,
      text: () => `never (${never})`,
      frameAnchor: 'top',
      dy: -16,
      fill: 'var(--bad)',
    }),
  ];
}

function quantileMarks({ p50, p95, max }: ReclaimTimes): Plot.Markish[] {
  const named = [
    { name: 'p50', ms: p50 },
    { name: 'p95', ms: p95 },
    { name: 'max', ms: max },
  ].flatMap(({ name, ms }) => (ms === null ? [] : [{ name, s: ms / 1000 }]));
  // Quantiles that fall together share a label.
  const merged = [...Map.groupBy(named, ({ s }) => Math.round(s * 20))].map(([, group]) => ({
    s: group[0]?.s ?? 0,
    name: group.map(({ name }) => name).join(' = '),
  }));
  return [
    Plot.ruleX(merged, { x: 's', stroke: 'var(--ink)', strokeWidth: 1, strokeDasharray: '5,3' }),
    Plot.text(merged, {
      x: 's',
      text: 'name',
      frameAnchor: 'bottom',
      dy: -2,
      dx: 4,
      textAnchor: 'start',
    }),
  ];
}

/** One that was not judged stands where its time ended. */
function spotOf(
  { fate, reclaim, proofMs, untilMs }: Zombie,
  judge: ServiceLevel['judge'],
): { readonly text: string; readonly x?: number } {
  const ms = reclaim[judge];
  if (ms !== undefined) return { text: `${(ms / 1000).toFixed(2)} s`, x: ms / 1000 };
  if (fate === 'never') return { text: 'never reclaimed' };
  const heldS = (untilMs - proofMs) / 1000;
  if (!Number.isFinite(heldS)) return { text: 'not judged: the run ended' };
  return { text: `not judged: its time ended after ${heldS.toFixed(2)} s`, x: heldS };
}

function stackDots(
  zombies: readonly Zombie[],
  of: {
    readonly judge: ServiceLevel['judge'];
    readonly injects: readonly string[];
    readonly endS: number;
    readonly neverS: number;
  },
): readonly Dot[] {
  const heights = new Map<string, number>();
  const spots = zombies.map((zombie) => {
    const { text, x = of.neverS } = spotOf(zombie, of.judge);
    const row = of.injects.indexOf(zombie.inject);
    const stretch = `${row}:${Math.round((x / of.endS) * stretches)}`;
    const level = heights.get(stretch) ?? 0;
    heights.set(stretch, level + 1);
    return { x, row, level, zombie, title: `${zombie.connection}: ${text}` };
  });
  const tallest = Math.max(1, ...heights.values());
  const step = Math.min(0.16, 0.72 / tallest);
  return spots.map(({ x, row, level, zombie, title }) => ({
    x,
    y: row + level * step,
    zombie,
    title,
  }));
}
