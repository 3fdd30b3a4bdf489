/** Findings from lists of violations, and how violations tell durations. */

import type { Finding, Violation } from '../contracts/checker.ts';
import type { Plan } from '../contracts/plan.ts';
import { formatDurationMs } from '../contracts/units.ts';

export type Measured = Readonly<Record<string, number | string>>;

/** Fail with at least one violation, else pass. */
export function finding(violations: readonly Violation[], measured: Measured): Finding {
  const [first, ...others] = violations;
  if (first === undefined) return { outcome: 'pass', measured };
  return { outcome: 'fail', violations: [first, ...others], measured };
}

/** The property has nothing to hold here, by the user's own choice of server. */
export function notApplicable(why: string): Finding {
  return { outcome: 'pass', measured: { applies: `no: ${why}` } };
}

/** True for our own server, which answers everything; of others only the wire is known. */
export function isReferenceServer({ target }: Plan): boolean {
  return target.command === undefined && target.url === undefined;
}

export function durationUs(us: number): string {
  return formatDurationMs(us / 1000);
}
