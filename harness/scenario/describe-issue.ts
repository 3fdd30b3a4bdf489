/** Turns the schema library's complaints into sentences with a suggestion. */

import type { z } from 'zod';
import { suggest } from '../contracts/nearest-name.ts';
import { formatPath, type Path, type Problem } from './scenario-error.ts';

const code = 'CHAOS_ERR_SCENARIO_INVALID';

/** The problems in one issue; `value` is the whole document. */
export function describeIssue(
  issue: z.core.$ZodIssue,
  value: unknown,
  fieldsAt: (path: Path) => readonly string[],
): Problem[] {
  const path = issue.path as Path;
  const field = path.length === 0 ? 'the file' : `\`${formatPath(path)}\``;
  if (issue.code === 'unrecognized_keys') {
    const known = fieldsAt(path);
    return issue.keys.map((key) => ({
      code,
      path: [...path, key],
      atKey: true,
      message: `unknown field \`${formatPath([...path, key])}\`.`,
      help: suggest(key, known),
    }));
  }
  const found = valueAt(value, path);
  if (found === undefined) {
    return [{ code, path, message: `${field} is missing.`, help: helpForMissing(path, field) }];
  }
  if (issue.code === 'invalid_union') {
    const inner = deepest(issue.errors, path);
    if (inner.length > 0) return inner.flatMap((one) => describeIssue(one, value, fieldsAt));
  }
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String);
    const written = typeof found === 'string' ? found : JSON.stringify(found);
    const message = `${field}: expected one of ${known.join(', ')}, found \`${written}\`.`;
    return [{ code, path, message, help: suggest(written, known) }];
  }
  return [
    { code, path, message: `${field}: ${issue.message}.`, help: helpFor(issue.message, found) },
  ];
}

/** Of the ways a value may be written, the one that fits but for something inside; empty where none does. */
function deepest(ways: readonly (readonly z.core.$ZodIssue[])[], path: Path): z.core.$ZodIssue[] {
  const inside = ways.find((issues) => issues.some((issue) => issue.path.length > 0)) ?? [];
  return inside.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
}

/** How the fields that every scenario has are written. */
const examples: Readonly<Record<string, string>> = {
  name: 'name: half-open-storm',
  load: 'load: { users: { power: 6 } }',
  phases: 'phases: { baseline: 3s, chaos: 10s, recovery: 5s }',
  serviceLevel: 'serviceLevel: { reclaimWithin: 4s }',
  on: 'on: { count: 5 }',
};

function helpForMissing(path: Path, field: string): string {
  const example = examples[String(path.at(-1))];
  return example === undefined ? `Add ${field}.` : `Add it, such as \`${example}\`.`;
}

function helpFor(message: string, found: unknown): string {
  if (message.startsWith('expected a list') && typeof found === 'string') {
    return `Write a list, such as \`[${found.trim().split(/\s+/, 5).join(', ')}]\`.`;
  }
  if (message.includes('duration')) return 'Write the number together with its unit.';
  return 'Correct this field.';
}

export function valueAt(value: unknown, path: Path): unknown {
  let part: unknown = value;
  for (const step of path) {
    if (typeof part !== 'object' || part === null) return undefined;
    part = (part as Record<string | number, unknown>)[step];
  }
  return part;
}
