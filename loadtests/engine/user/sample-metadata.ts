/** What the samples of a user carry besides tags: its own metadata, and its numbers where `systemTags` names them. */

import type { Tags } from '../metrics/registry.ts';
import type { SampleNumber } from '../metrics/system-tags.ts';

/** Undefined where there is nothing. */
export function sampleMetadata(
  own: Readonly<Record<string, unknown>> | null,
  wanted: readonly SampleNumber[],
  numbers: Readonly<Record<SampleNumber, number>>,
): Tags | undefined {
  const named = wanted.map((name) => [name, numbers[name]] as const);
  const all = [...named, ...Object.entries(own ?? {})];
  if (own === null && all.length === 0) return undefined;
  return Object.fromEntries(all.map(([name, value]) => [name, String(value)]));
}
