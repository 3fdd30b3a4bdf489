/** Single messages change places with the one behind them, as a broker with two paths lets them. */

import { direction, every, limit } from './settings/choice-settings.ts';
import { defineSettings } from './settings/define-settings.ts';
import { messagesWanted, tooFewMessages } from './kinds/message-traffic.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

export const messageReorder = tapFault({
  name: 'message-reorder',
  summary: 'chosen messages change places with the message behind them',
  makesZombies: false,
  hitsReturning: true,
  legend: { label: 'reordered', colour: '#7d3c98' },
  schema: defineSettings('message-reorder', {
    direction,
    every,
    limit,
    wait: {
      kind: 'duration',
      defaultMs: 1000,
      minMs: 1,
      maxMs: 600_000,
      summary: 'how long one is held for the next to come',
    },
    proofWithin,
  }),
  rules: ({ direction, every, limit, waitMs }) => [
    { kind: 'swap', direction, every, limit, waitMs },
  ],
  waitMs: ({ waitMs }) => waitMs,
  witness: 'tap',
  verbs: ['swapped', 'unswapped'],
  traffic: `${messagesWanted}, and another one within \`wait\` of that`,
  reasonAgainst: (evidence, settings) => {
    const { acted } = evidence;
    if (acted('swapped') > 0) return undefined;
    const came = `no two messages came that could change places: ${tooFewMessages(evidence, settings)}`;
    if (acted('unswapped') === 0) return came;
    return `${came}; what was held went on alone, for nothing followed it within ${settings.waitMs} ms`;
  },
});
