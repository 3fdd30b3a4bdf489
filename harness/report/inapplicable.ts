/** Whether a check had anything to hold in this run: one that had not passes, but has shown nothing. */

import type { CheckResult } from '../contracts/verdict.ts';

const said = 'no: ';

/** Why the check does not apply to this run; undefined where it does. */
export function whyInapplicable({ measured }: CheckResult): string | undefined {
  const applies = measured?.['applies'];
  if (typeof applies !== 'string' || !applies.startsWith(said)) return undefined;
  return applies.slice(said.length);
}
