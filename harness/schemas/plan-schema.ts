/** The form of `plan.json`. */

import { z } from 'zod';
import type { Plan } from '../contracts/plan.ts';
import { cohorts, phaseNames } from '../contracts/scenario.ts';
import type { Same } from './same-type.ts';

const list = <Item extends z.ZodType>(item: Item): z.ZodReadonly<z.ZodArray<Item>> =>
  z.array(item).readonly();
const ms = z.number().min(0);
const words = z.record(z.string(), z.string());

const target = z.strictObject({
  command: list(z.string()).exactOptional(),
  env: words.exactOptional(),
  directory: z.string().exactOptional(),
  url: z.string().exactOptional(),
  census: z.string().exactOptional(),
  hooks: z.string().exactOptional(),
  tls: z
    .strictObject({ ca: z.string().exactOptional(), servername: z.string().exactOptional() })
    .exactOptional(),
  policy: z.string().exactOptional(),
  defect: z.string().exactOptional(),
  settings: words,
  startWithinMs: ms,
});

const user = z.strictObject({
  id: z.string(),
  cohort: z.enum(cohorts),
  connections: z.int().min(1),
  startAfterMs: ms,
  arrival: z.boolean(),
  seed: z.int().min(0).max(0xffff_ffff),
  network: z.string().exactOptional(),
});

const network = z.strictObject({
  name: z.string(),
  toxics: list(
    z.strictObject({
      type: z.string(),
      stream: z.enum(['upstream', 'downstream']),
      attributes: z.record(z.string(), z.number()),
    }),
  ),
  hiddenTab: z.strictObject({ timersEveryMs: ms, afterMs: ms }).exactOptional(),
  handOff: z.strictObject({ everyMs: ms, silentPercent: z.number() }).exactOptional(),
  lossPercent: z.number().exactOptional(),
});

const lane = z.strictObject({
  name: z.string(),
  connections: list(z.string()),
  network: z.string().exactOptional(),
  partOf: z.string().exactOptional(),
  returning: z.boolean().exactOptional(),
});

const fault = z.strictObject({
  id: z.string(),
  inject: z.string(),
  beginMs: ms,
  healMs: ms,
  victims: list(z.string()),
  match: z
    .strictObject({
      path: z.string().exactOptional(),
      header: z.string().exactOptional(),
      cohorts: list(z.enum(cohorts)),
      count: z.int().min(1).exactOptional(),
      sharePercent: z.int().min(1).max(100).exactOptional(),
      seed: z.int().min(0).max(0xffff_ffff),
    })
    .exactOptional(),
  lane: z.string().exactOptional(),
  process: z.string().exactOptional(),
  makesZombies: z.boolean().exactOptional(),
  killsUntilMs: ms.exactOptional(),
  ignoresClose: z.boolean().exactOptional(),
  settings: z.record(z.string(), z.unknown()),
});

export const planSchema = z.strictObject({
  version: z.literal(1),
  scenario: z.string(),
  seed: z.int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  target,
  tap: z.strictObject({ processes: z.int().min(1) }).exactOptional(),
  load: z.strictObject({
    script: z.string().exactOptional(),
    activity: z.enum(['chat', 'idle']),
    env: words,
    users: list(user),
    networks: list(network).exactOptional(),
  }),
  phases: list(z.strictObject({ name: z.enum(phaseNames), beginMs: ms, endMs: ms })),
  lanes: list(lane),
  faults: list(fault),
  serviceLevel: z.strictObject({
    reclaimWithinMs: ms,
    judge: z.enum(['closeSeen', 'slotFree', 'socketGone']),
    admitWithinMs: ms,
    deliverWithinMs: ms,
    bystandersWithinMs: ms.exactOptional(),
    recoveredWithinMs: ms.exactOptional(),
    orphanWorkWithinMs: ms.exactOptional(),
    retryWithinMs: ms.exactOptional(),
  }),
  checks: list(z.string()),
});

export const planIsCurrent: Same<z.infer<typeof planSchema>, Plan> = true;
