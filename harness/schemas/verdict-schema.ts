/** The form of `verdict.json`. */

import { z } from 'zod';
import type { Verdict } from '../contracts/verdict.ts';
import type { Same } from './same-type.ts';

const outcome = z.enum(['pass', 'fail', 'unknown']);
const count = z.int().min(0);
const ms = z.number().min(0).nullable();

const reclaimTimes = z.strictObject({
  count,
  p50: ms,
  p95: ms,
  p99: ms,
  max: ms,
  never: count,
});

const violation = z.strictObject({
  message: z.string(),
  connection: z.string().exactOptional(),
  fault: z.string().exactOptional(),
  atUs: z.number().exactOptional(),
});

const check = z.strictObject({
  name: z.string(),
  outcome,
  violations: z.array(violation).readonly(),
  reason: z.string().exactOptional(),
  measured: z.record(z.string(), z.union([z.number(), z.string()])).exactOptional(),
});

export const verdictSchema = z.strictObject({
  outcome,
  scenario: z.string(),
  seed: z.int().min(0),
  planHash: z.string(),
  matrix: z.strictObject({
    zombies: z.strictObject({
      injected: count,
      reclaimed: count,
      late: count,
      never: count,
      unjudged: count,
    }),
    healthy: z.strictObject({ kept: count, killed: count }),
  }),
  reclaim: z.strictObject({
    closeSeen: reclaimTimes,
    slotFree: reclaimTimes,
    socketGone: reclaimTimes,
  }),
  checks: z.array(check).readonly(),
  clean: z.boolean().exactOptional(),
  ended: z.enum(['completed', 'interrupted', 'guard', 'error']),
  endedBecause: z.string().exactOptional(),
  environment: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

export const verdictIsCurrent: Same<z.infer<typeof verdictSchema>, Verdict> = true;
