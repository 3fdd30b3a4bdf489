/** The form of a scenario file: what may stand where. The published JSON Schema is generated from it. */

import { z } from 'zod';
import { cohorts, type Cohort } from '../contracts/scenario.ts';
import { parseDurationMs } from '../contracts/units.ts';

const say = (expected: string) => (issue: { readonly input?: unknown }) =>
  `expected ${expected}, found ${inWords(issue.input)}`;

const durationHint = 'a duration with a unit, such as `250ms`, `4s` or `2m`';
/** `250ms` in the file, 250 in the result. A bare number is refused: nobody can tell its unit. */
const duration = z
  .string({ error: say(durationHint) })
  .transform((text, context) => {
    const ms = parseDurationMs(text);
    if (ms !== undefined) return ms;
    context.issues.push({
      code: 'custom',
      input: text,
      message: say(durationHint)({ input: text }),
    });
    return z.NEVER;
  })
  .meta({ pattern: '^\\s*\\d+(\\.\\d+)?(us|ms|s|m|h)\\s*$', examples: ['250ms', '4s', '2m'] });

const whole = (min: number, max: number): z.ZodInt => {
  const error = say(`a whole number from ${min} to ${max}`);
  return z.int({ error }).min(min, { error }).max(max, { error });
};
const text = z.string({ error: say('text') }).min(1, { error: 'must not be empty' });
const percentHint = 'whole percent from `1%` to `100%`';
const percent = z
  .string({ error: say(percentHint) })
  .regex(/^([1-9]\d?|100)%$/, { error: say(percentHint) })
  .transform((written) => Number.parseInt(written, 10));
const slug = text.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
  error: say('lower-case words joined by `-`, such as `half-open-storm`'),
});
/** Flags and environment: numbers and booleans are taken as they are written. */
const scalar = z
  .union([z.string(), z.number(), z.boolean()], { error: say('text or a number') })
  .transform(String);
const cohort = z.enum(cohorts);
const perCohort = (
  min: number,
  max: number,
): z.ZodType<Partial<Record<Cohort, number>>, Partial<Record<Cohort, number>>> =>
  z.partialRecord(cohort, whole(min, max), { error: say('a number for each cohort') });
const listOf = <Item extends z.ZodType>(item: Item): z.ZodArray<Item> =>
  z.array(item, { error: say('a list') });

const target = z.strictObject(
  {
    command: listOf(text).min(1, { error: 'must name a program' }).optional(),
    url: text.optional(),
    census: text.optional(),
    policy: text.optional(),
    defect: text.optional(),
    settings: z.record(z.string(), scalar, { error: say('flags by name') }).default({}),
    startWithin: duration.default(10_000),
  },
  { error: say('the fields of a target') },
);

const load = z.strictObject(
  {
    script: text.optional(),
    users: perCohort(0, 100_000),
    arrivals: listOf(
      z.strictObject(
        { cohort, users: whole(1, 100_000), at: duration },
        { error: say('cohort, users and at') },
      ),
    ).default([]),
    connections: perCohort(1, 1000).default({}),
    activity: z.enum(['chat', 'idle']).default('chat'),
    env: z.record(z.string(), scalar, { error: say('variables by name') }).default({}),
  },
  { error: say('the fields of a load') },
);

const victims = z
  .strictObject(
    {
      cohort: cohort.optional(),
      count: whole(1, 1_000_000).optional(),
      share: percent.optional(),
      connections: listOf(text).min(1, { error: 'must name a connection' }).optional(),
    },
    { error: say('who is hit, such as `{ cohort: power, count: 5 }`') },
  )
  .refine(
    ({ count, share, connections }) =>
      [count, share, connections].filter((way) => way !== undefined).length === 1,
    { error: 'needs exactly one of `count`, `share` or `connections`' },
  );

const fault = z.looseObject(
  { inject: text, at: duration.default(0), for: duration.optional(), on: victims },
  { error: say('the fields of a fault') },
);

const phases = z.strictObject(
  { baseline: duration, chaos: duration, recovery: duration },
  { error: say('baseline, chaos and recovery') },
);

const serviceLevel = z.strictObject(
  {
    reclaimWithin: duration,
    judge: z.enum(['closeSeen', 'slotFree', 'socketGone']).optional(),
    admitWithin: duration.default(1000),
    deliverWithin: duration.default(1000),
  },
  { error: say('the fields of a service level') },
);

/** Everything a scenario file may hold. Input: as written; output: milliseconds and defaults in place. */
export const scenarioSchema = z.strictObject(
  {
    name: slug,
    summary: text.default('No summary.'),
    seed: whole(0, Number.MAX_SAFE_INTEGER).default(1),
    target: target.prefault({}),
    load,
    phases,
    faults: listOf(fault).default([]),
    serviceLevel,
    checks: listOf(text)
      .min(1, { error: 'must name a check; leave it out to run them all' })
      .optional(),
    expect: z
      .record(z.string(), listOf(text), { error: say('lists of checks by policy') })
      .default({}),
  },
  { error: say('the fields of a scenario') },
);

/** A scenario as people write it. */
export type ScenarioFile = z.input<typeof scenarioSchema>;
/** The same after defaults and units. */
export type ParsedScenarioFile = z.output<typeof scenarioSchema>;

function inWords(input: unknown): string {
  if (input === undefined || input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a group of fields';
  return typeof input === 'string'
    ? `\`${input}\``
    : `the ${typeof input} ${JSON.stringify(input)}`;
}
