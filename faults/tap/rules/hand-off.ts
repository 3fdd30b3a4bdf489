/** The client is on another network from one moment to the next: its end is gone, and nobody tells the server. */

import { resetLeg } from '../target-leg.ts';
import type { ArmedRule, RuleHost } from './rule-host.ts';
import { blackHole } from './swallow.ts';

/** Counts `handed-off`. The client hears of it at once; the server when it is disarmed. */
export function handOff(host: RuleHost): ArmedRule {
  const silence = blackHole(host, { direction: 'both' });
  host.count('handed-off');
  resetLeg(host.connection.client);
  return silence;
}
