/** JSON with one spelling for one value, so that a hash of it means the same everywhere. */

import { createHash } from 'node:crypto';

/** Keys in code-unit order at every depth, no spaces, absent (undefined) fields left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? sortKeys(part) : part,
  );
}

/** SHA-256 of the canonical JSON, in hex. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function sortKeys(part: object): Record<string, unknown> {
  const entries = Object.entries(part) as [string, unknown][];
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
