/** Every rule of the tap by its kind. */

import type { TapRule } from '../../../harness/contracts/tap-rules.ts';
import { answerPings } from './answer-pings.ts';
import { ask } from './ask.ts';
import { cut, cutIdle, cutOld, halfClose } from './cut.ts';
import { delay } from './delay.ts';
import { handOff } from './hand-off.ts';
import { insert } from './insert.ts';
import { readSlowly, stopReading } from './reading.ts';
import { repeat } from './repeat.ts';
import type { ArmedRule, RuleHost } from './rule-host.ts';
import { blackHole, ignoreClose, swallow } from './swallow.ts';
import { swap } from './swap.ts';
import { withhold } from './withhold.ts';

type Rules = {
  readonly [Kind in TapRule['kind']]: (
    host: RuleHost,
    rule: Extract<TapRule, { readonly kind: Kind }>,
  ) => ArmedRule;
};

const rules: Rules = {
  'answer-pings': answerPings,
  ask,
  'black-hole': blackHole,
  cut,
  'cut-idle': cutIdle,
  'cut-old': cutOld,
  delay,
  'half-close': halfClose,
  'hand-off': handOff,
  'ignore-close': ignoreClose,
  insert,
  'read-slowly': readSlowly,
  repeat,
  'stop-reading': stopReading,
  swallow,
  swap,
  withhold,
};

export function armRule(host: RuleHost, rule: TapRule): ArmedRule {
  return rules[rule.kind](host, rule as never);
}
