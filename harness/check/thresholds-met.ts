/** The thresholds of the user's own load script hold; they are what a k6 user's exit code has always said. */

import type { Checker } from '../contracts/checker.ts';
import type { EventOf } from '../contracts/history.ts';
import { finding, notApplicable } from './findings.ts';

export const thresholdsMet: Checker = {
  name: 'thresholds-met',
  summary: 'the thresholds that the load script of the scenario sets are met',
  check: ({ plan, events }) => {
    if (plan.load.script === undefined) return notApplicable('the built-in user mix is the load');
    const latest = new Map<string, EventOf<'load.threshold'>>();
    for (const event of events) {
      if (event.kind === 'load.threshold') latest.set(`${event.metric} ${event.expression}`, event);
    }
    const violations = [...latest.values()]
      .filter(({ ok }) => !ok)
      .map(({ metric, expression, atUs }) => ({
        message: `${metric} does not meet ${expression}`,
        atUs,
      }));
    return finding(violations, { thresholds: latest.size });
  },
};
