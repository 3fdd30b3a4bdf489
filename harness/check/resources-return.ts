/** What the server takes it gives back: over a long run neither its descriptors nor its memory go on growing. */

import type { Checker, Finding, RunHistory, Violation } from '../contracts/checker.ts';
import { finding, notApplicable } from './findings.ts';
import { resourceRecord, type ResourceRecord, type ResourceSample } from './resource-samples.ts';
import { growthOf, median, slopeOf, type Point } from './trend.ts';

/** A shorter run cannot tell a leak from a start. */
const leastMs = 60_000;
const leastSamples = 20;
/** The first part of the run after baseline, in which caches and heaps find their size. */
const warmUpPercent = 20;
const hourMs = 3_600_000;

/** What may stay behind: an absolute amount, or a share of what was there, whichever is more. */
const tolerated = {
  spareDescriptors: { atLeast: 5, percent: 10 },
  residentMB: { atLeast: 64, percent: 25 },
} as const;
type Quantity = keyof typeof tolerated;

export const resourcesReturn: Checker = {
  name: 'resources-return',
  summary:
    'over a run of a minute or more the server’s descriptors and memory do not go on growing',
  check: (history) => {
    const record = resourceRecord(history);
    if (record.lastedMs < leastMs) return notApplicable('the run is too short to tell a leak');
    if (record.during.length < leastSamples) return withoutSamples(history);
    const during = settled(record.during);
    const violations = [
      ...growing('spareDescriptors', during),
      ...notGivenBack(record),
      ...growing('residentMB', during),
    ];
    return finding(violations, measure(record, during));
  },
};

function withoutSamples({ events }: RunHistory): Finding {
  const seen = events.some((event) => event.kind === 'target.started' && event.pid !== undefined);
  return seen
    ? { outcome: 'unknown', reason: 'nothing counted what the server’s process holds (no /proc?)' }
    : notApplicable('the process of this server cannot be seen');
}

function settled(samples: readonly ResourceSample[]): readonly ResourceSample[] {
  const [first, last] = [samples[0]?.atMs ?? 0, samples.at(-1)?.atMs ?? 0];
  const fromMs = first + ((last - first) * warmUpPercent) / 100;
  return samples.filter(({ atMs }) => atMs >= fromMs);
}

/** A growth that has come to its end in the first half is a size found, not a leak. */
function growing(quantity: Quantity, samples: readonly ResourceSample[]): Violation[] {
  const points = pointsOf(quantity, samples);
  const later = points.slice(Math.floor(points.length / 2));
  const toleratedGrowth = toleranceOf(quantity, samples);
  const grown = growthOf(points);
  if (grown <= toleratedGrowth || growthOf(later) <= toleratedGrowth / 4) return [];
  const perHour = rounded(slopeOf(points) * hourMs);
  const amount = `${rounded(grown)} ${unitOf(quantity)}, ${perHour} an hour,`;
  const atMs = points.at(-1)?.atMs ?? 0;
  const message = `the server’s ${nameOf(quantity)} grew by ${amount} and still grew at the end`;
  return [{ message, atUs: atMs * 1000 }];
}

/** Quiet before and quiet after: what was taken in between is back. */
function notGivenBack({ before, after }: ResourceRecord): Violation[] {
  const [then, now] = [descriptorsOf(before), descriptorsOf(after)];
  if (then === undefined || now === undefined) return [];
  if (now - then <= toleranceOf('spareDescriptors', before)) return [];
  const message =
    `the server holds ${rounded(now - then)} descriptors more than before the faults, ` +
    'beside those of its open connections';
  return [{ message, atUs: (after.at(-1)?.atMs ?? 0) * 1000 }];
}

function toleranceOf(quantity: Quantity, samples: readonly ResourceSample[]): number {
  const { atLeast, percent } = tolerated[quantity];
  return Math.max(atLeast, ((samples[0]?.[quantity] ?? 0) * percent) / 100);
}

function measure(
  { before, after }: ResourceRecord,
  during: readonly ResourceSample[],
): Record<string, number> {
  const perHour = (quantity: Quantity): number =>
    rounded(slopeOf(pointsOf(quantity, during)) * hourMs);
  const [then, now] = [descriptorsOf(before), descriptorsOf(after)];
  return {
    samples: during.length,
    descriptorsAnHour: perHour('spareDescriptors'),
    residentMBAnHour: perHour('residentMB'),
    ...(then === undefined || now === undefined ? {} : { descriptorsLeft: rounded(now - then) }),
    residentMBMost: Math.max(...during.map(({ residentMB }) => residentMB)),
  };
}

function descriptorsOf(samples: readonly ResourceSample[]): number | undefined {
  return median(samples.map(({ spareDescriptors }) => spareDescriptors));
}

function pointsOf(quantity: Quantity, samples: readonly ResourceSample[]): Point[] {
  return samples.map((sample) => ({ atMs: sample.atMs, value: sample[quantity] }));
}

function nameOf(quantity: Quantity): string {
  return quantity === 'residentMB' ? 'resident memory' : 'descriptors beside open connections';
}

function unitOf(quantity: Quantity): string {
  return quantity === 'residentMB' ? 'MB' : 'descriptors';
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
