/** Single messages come late, and those behind them wait their turn. */

import { direction, every, limit } from './settings/choice-settings.ts';
import { defineSettings } from './settings/define-settings.ts';
import { messagesWanted, tooFewMessages } from './kinds/message-traffic.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

export const messageDelay = tapFault({
  name: 'message-delay',
  summary: 'chosen messages are late and hold up those behind them while pings pass',
  makesZombies: false,
  hitsReturning: true,
  legend: { label: 'late messages', colour: '#2471a3' },
  schema: defineSettings('message-delay', {
    direction,
    every,
    limit,
    delay: {
      kind: 'duration',
      defaultMs: 500,
      minMs: 1,
      maxMs: 600_000,
      summary: 'how late they are',
    },
    proofWithin,
  }),
  rules: ({ direction, every, limit, delayMs }) => [
    { kind: 'delay', direction, every, limit, delayMs },
  ],
  waitMs: ({ delayMs }) => delayMs,
  witness: 'tap',
  verbs: ['delayed', 'late-ms'],
  traffic: messagesWanted,
  reasonAgainst: (evidence, settings) => {
    const { acted } = evidence;
    const delayed = acted('delayed');
    if (delayed === 0)
      return `no message came that could be late: ${tooFewMessages(evidence, settings)}`;
    return acted('late-ms') >= delayed * settings.delayMs ? undefined : 'messages came too early';
  },
});
