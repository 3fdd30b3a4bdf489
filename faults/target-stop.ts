/** The server is asked to end under load, as at every deployment: everybody must be told to go elsewhere. */

import { defineSettings } from './settings/define-settings.ts';
import { proofWithin } from './kinds/tap-fault.ts';
import { targetEnd } from './kinds/target-end.ts';

export const targetStop = targetEnd({
  name: 'target-stop',
  summary: 'the server is asked to end and must say Close to everybody, then the run ends too',
  legend: { label: 'server stops', colour: '#424949' },
  signal: 'SIGTERM',
  schema: defineSettings('target-stop', { proofWithin }),
  witness: 'tap',
  // whether it ended well is what the check shutdown-was-graceful judges
  reasonAgainst: ({ serverSaid }) =>
    serverSaid === undefined ? 'the server has said nothing about an end' : undefined,
});
