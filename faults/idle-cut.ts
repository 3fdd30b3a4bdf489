/** A load balancer or NAT forgets connections that say nothing for too long. */

import { defineSettings } from './settings/define-settings.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

export const idleCut = tapFault({
  name: 'idle-cut',
  summary: 'connections are cut after so long without a byte, as load balancers and NAT do',
  makesZombies: false,
  hitsReturning: true,
  legend: { label: 'idle cut', colour: '#af601a' },
  schema: defineSettings('idle-cut', {
    idle: {
      kind: 'duration',
      defaultMs: 1000,
      minMs: 20,
      maxMs: 3_600_000,
      summary: 'how long a connection may say nothing',
    },
    how: {
      kind: 'choice',
      options: ['rst', 'fin', 'silence'],
      default: 'rst',
      summary:
        'it is reset, ended, or forgotten without a word: then it is a zombie, and nobody is forgotten too late to be judged',
    },
    proofWithin,
  }),
  rules: ({ idleMs, how }, untilUs) => [
    { kind: 'cut-idle', idleMs, how, ...(untilUs === undefined ? {} : { untilUs }) },
  ],
  kills: { firstMs: ({ idleMs, how }) => (how === 'silence' ? idleMs : undefined), verb: 'cut' },
  witness: 'tap',
  verbs: ['cut', 'idle-looks', 'longest-silence-ms'],
  waitMs: ({ idleMs }) => idleMs,
  // a server that keeps its connections awake is never cut: then the clock of the rule must have run out once
  reasonAgainst: ({ acted }) =>
    acted('cut') > 0 || acted('idle-looks') > 0 ? undefined : 'the idle time is not over',
});
