/** The server is asked to end under load, as at every deployment: everybody must be told to go elsewhere. */

import type { FaultContext } from '../harness/contracts/fault.ts';
import { defineSettings } from './settings.ts';
import { proofWithin } from './tap-fault.ts';
import { targetEnd } from './target-end.ts';

/** Going away, and service restart. */
const farewells = [1001, 1012];

export const targetStop = targetEnd({
  name: 'target-stop',
  summary: 'the server is asked to end and must say Close to everybody, then the run ends too',
  legend: { label: 'server stops', colour: '#424949' },
  signal: 'SIGTERM',
  schema: defineSettings('target-stop', { proofWithin }),
  witness: 'tap',
  reasonAgainst: ({ victim, serverSaid }, context) => {
    if (serverSaid === undefined) return 'the server has said nothing about an end';
    return hasSaidFarewell(context, victim.connection)
      ? undefined
      : 'the server ended it without Close 1001 or 1012';
  },
});

function hasSaidFarewell(context: FaultContext, connection: string): boolean {
  return context
    .events()
    .some(
      (event) =>
        event.kind === 'tap.close-frame' &&
        event.by === 'server' &&
        event.connection === connection &&
        farewells.includes(event.code),
    );
}
