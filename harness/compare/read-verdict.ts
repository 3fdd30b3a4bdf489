/** Reads the verdict of a run directory, for comparing it with another. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChaosError, messageOf } from '../contracts/errors.ts';
import type { Verdict } from '../contracts/verdict.ts';

const help = 'Name a run directory with a verdict.json, or judge the run with `ws-chaos check`.';

/** Takes a run directory or a `verdict.json` itself. Rejects with CHAOS_ERR_RUN_UNREADABLE. */
export async function readVerdict(path: string): Promise<Verdict> {
  const file = path.endsWith('.json') ? path : join(path, 'verdict.json');
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const why = messageOf(cause);
    throw new ChaosError('CHAOS_ERR_RUN_UNREADABLE', `cannot be read: ${why}`, {
      cause,
      position: { file },
      help,
    });
  }
  if (isVerdict(value)) return value;
  throw new ChaosError('CHAOS_ERR_RUN_UNREADABLE', 'holds no verdict', {
    position: { file },
    help,
  });
}

/** The parts that are compared; the rest is not looked at. */
function isVerdict(value: unknown): value is Verdict {
  if (typeof value !== 'object' || value === null) return false;
  const { outcome, checks, matrix, reclaim, environment } = value as Partial<
    Record<keyof Verdict, unknown>
  >;
  const groups = [matrix, reclaim, environment];
  return (
    typeof outcome === 'string' &&
    Array.isArray(checks) &&
    groups.every((group) => typeof group === 'object' && group !== null)
  );
}
