/** The kinds of values a scenario file holds, each with words for when it holds something else. */

import { z } from 'zod';
import { cohorts, type Cohort } from '../contracts/scenario.ts';
import { parseDurationMs } from '../contracts/units.ts';

/** An error message: what was wanted, and what stands there instead. */
export const say =
  (expected: string): ((issue: { readonly input?: unknown }) => string) =>
  (issue) =>
    `expected ${expected}, found ${inWords(issue.input)}`;

const durationHint = 'a duration with a unit, such as `250ms`, `4s` or `2m`';
/** `250ms` in the file, 250 in the result. A bare number is refused: nobody can tell its unit. */
export const duration = z
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

export const whole = (min: number, max: number): z.ZodInt => {
  const error = say(`a whole number from ${min} to ${max}`);
  return z.int({ error }).min(min, { error }).max(max, { error });
};
export const text = z.string({ error: say('text') }).min(1, { error: 'must not be empty' });
const percentHint = 'whole percent from `1%` to `100%`';
export const percent = z
  .string({ error: say(percentHint) })
  .regex(/^([1-9]\d?|100)%$/, { error: say(percentHint) })
  .transform((written) => Number.parseInt(written, 10));
export const slug = text.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
  error: say('lower-case words joined by `-`, such as `half-open-storm`'),
});
/** Flags and environment: numbers and booleans are taken as they are written. */
export const scalar = z
  .union([z.string(), z.number(), z.boolean()], { error: say('text or a number') })
  .transform(String);
export const cohort = z.enum(cohorts);
export const perCohort = (
  min: number,
  max: number,
): z.ZodType<Partial<Record<Cohort, number>>, Partial<Record<Cohort, number>>> =>
  z.partialRecord(cohort, whole(min, max), { error: say('a number for each cohort') });
export const sharesPerCohort = z.partialRecord(
  cohort,
  z.record(z.string(), percent, { error: say('shares by network, such as `{ wifi: 60% }`') }),
  { error: say('shares for each cohort') },
);
export const listOf = <Item extends z.ZodType>(item: Item): z.ZodArray<Item> =>
  z.array(item, { error: say('a list') });

function inWords(input: unknown): string {
  if (input === undefined || input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a group of fields';
  return typeof input === 'string'
    ? `\`${shortened(input)}\``
    : `the ${typeof input} ${JSON.stringify(input)}`;
}

/** Characters shown of what was written: enough to find it. */
const shownLetters = 60;

/** On one line, and fit for a terminal. */
function shortened(written: string): string {
  const line = written.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return line.length <= shownLetters ? line : `${line.slice(0, shownLetters)}…`;
}
