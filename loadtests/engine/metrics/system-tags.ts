/** The tags k6 gives its samples by itself, and what the option `systemTags` leaves of them. */

import type { Tags } from './registry.ts';

/** Those of every sample unless the option names fewer. */
const standard = [
  ...['proto', 'subproto', 'status', 'method', 'url', 'name', 'group', 'check', 'error'],
  ...['error_code', 'tls_version', 'scenario', 'service', 'expected_response'],
];
/** Only where the option names them; each sample has another, so they are metadata: no threshold can name them. */
const numbers = ['vu', 'iter'] as const;

export type SampleNumber = (typeof numbers)[number];

/** As data, which goes to other threads. */
export interface SystemTags {
  /** To be taken out of every sample. */
  readonly unwanted: readonly string[];
  readonly numbers: readonly SampleNumber[];
  /** Wanted, but not known here. */
  readonly unknown: readonly string[];
}

/** `wanted` is the option; where it is not given, nothing is taken out. */
export function chooseSystemTags(wanted: unknown): SystemTags {
  if (!Array.isArray(wanted)) return { unwanted: [], numbers: [], unknown: [] };
  const names = new Set((wanted as unknown[]).map(String));
  const known = new Set<string>([...standard, ...numbers]);
  return {
    unwanted: standard.filter((name) => !names.has(name)),
    numbers: numbers.filter((name) => names.has(name)),
    unknown: [...names].filter((name) => !known.has(name)),
  };
}

/** Takes the tags out that are not wanted. */
export function tagFilter({ unwanted }: SystemTags): (tags: Tags) => Tags {
  if (unwanted.length === 0) return (tags) => tags;
  const out = new Set(unwanted);
  return (tags) => Object.fromEntries(Object.entries(tags).filter(([name]) => !out.has(name)));
}
