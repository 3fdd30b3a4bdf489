/** Silent loss as a rule, so that it can wait for connections that are yet to come. */

import type { Direction } from '../../../harness/contracts/tap-rules.ts';
import type { Choice } from './chosen.ts';
import type { ArmedRule, RuleHost } from './rule-host.ts';
import { once } from './swallow.ts';

export function withhold(
  { connection }: RuleHost,
  { direction, every, limit }: Choice & { readonly direction: Direction },
): ArmedRule {
  return { disarm: once(connection.withhold({ direction, every, limit })) };
}
