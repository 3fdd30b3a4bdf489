/** Single messages change places with the one behind them, as a broker with two paths lets them. */

import { direction, every, limit } from './settings/choice-settings.ts';
import { defineSettings } from './settings/define-settings.ts';
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
  reasonAgainst: ({ acted }) =>
    acted('swapped') > 0 ? undefined : 'no two messages came that could change places',
});
