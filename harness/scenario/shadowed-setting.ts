/** A setting of a fault that was written under a name of the step itself: `at: byte` where `moment: byte` was meant. */

import type { Fault } from '../contracts/fault.ts';
import { valueAt } from './describe-issue.ts';
import { formatPath, type Problem } from './scenario-error.ts';

const saysOfStep: Readonly<Record<string, string>> = {
  at: 'says when the fault begins',
  for: 'says how long the fault lasts',
  repeatEvery: 'says how often the fault comes again',
};

/** The same problem with the setting named that takes this value; unchanged where the fault has none. */
export function nameShadowed(
  problem: Problem,
  value: unknown,
  faults: ReadonlyMap<string, Fault>,
): Problem {
  const [list, index = '', field = ''] = problem.path;
  const says = saysOfStep[field];
  const written = valueAt(value, problem.path);
  if (list !== 'faults' || says === undefined || typeof written !== 'string') return problem;
  const fault = faults.get(String(valueAt(value, ['faults', index, 'inject'])));
  const setting = fault?.settings?.find(({ name }) => takes(fault, name, written));
  if (fault === undefined || setting === undefined) return problem;
  const name = formatPath(problem.path);
  return {
    ...problem,
    message: `\`${name}\` ${says}; \`${written}\` is a \`${setting.name}\` of ${fault.name}.`,
    help: `Write \`${setting.name}: ${written}\`, and under \`${field}\` a duration such as \`1s\`.`,
  };
}

function takes(fault: Fault, setting: string, written: string): boolean {
  try {
    fault.parseSettings({ [setting]: written });
    return true;
  } catch {
    return false;
  }
}
