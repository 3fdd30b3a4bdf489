/** Single messages arrive twice or more, as at-least-once delivery allows. */

import { direction, every, limit } from './settings/choice-settings.ts';
import { defineSettings } from './settings/define-settings.ts';
import { messagesWanted, tooFewMessages } from './kinds/message-traffic.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

export const messageDuplicate = tapFault({
  name: 'message-duplicate',
  summary: 'chosen messages arrive more than once, one right behind the other',
  makesZombies: false,
  hitsReturning: true,
  legend: { label: 'duplicates', colour: '#148f77' },
  schema: defineSettings('message-duplicate', {
    direction,
    every,
    limit,
    times: {
      kind: 'count',
      default: 1,
      min: 1,
      max: 100,
      summary: 'copies beyond the first',
    },
    proofWithin,
  }),
  rules: ({ direction, every, limit, times }) => [
    { kind: 'repeat', direction, every, limit, times },
  ],
  witness: 'tap',
  verbs: ['repeated'],
  traffic: messagesWanted,
  reasonAgainst: (evidence, settings) =>
    evidence.acted('repeated') > 0
      ? undefined
      : `no message came that could be repeated: ${tooFewMessages(evidence, settings)}`,
});
