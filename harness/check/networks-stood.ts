/** Whether users came by the networks the plan gives them: pings of the tap to them, which no lane can shorten. */

import type { RunHistory } from '../contracts/checker.ts';
import type { EventOf } from '../contracts/history.ts';
import type { PlannedNetwork } from '../contracts/network.ts';

/** What the timers of a loaded machine may take away from a delay. */
const part = 0.8;

/** Why the load was not by its networks, one line a network; empty where it was, or has none. */
export function networkDoubts({ plan, events }: RunHistory): string[] {
  return (plan.load.networks ?? []).flatMap((network) => {
    const measured = events.find(
      (event): event is EventOf<'network.measured'> =>
        event.kind === 'network.measured' && event.network === network.name,
    );
    return measured === undefined
      ? [`whether users came by ${network.name} was not measured`]
      : doubtsOf(network, measured);
  });
}

function doubtsOf(
  network: PlannedNetwork,
  { asked, roundTripsMs }: EventOf<'network.measured'>,
): string[] {
  if (asked === 0) return []; // nobody of them had got in
  const { name } = network;
  if (roundTripsMs.length === 0) return [`none of ${asked} users on ${name} answered a ping`];
  const fastestMs = Math.min(...roundTripsMs);
  const leastMs = leastRoundTripMs(network) * part;
  if (fastestMs >= leastMs) return [];
  return [`a ping to a user on ${name} took ${fastestMs} ms, less than the ${leastMs} ms of it`];
}

/** There and back at its quickest. */
function leastRoundTripMs({ toxics }: PlannedNetwork): number {
  return toxics.reduce((sum, { type, attributes: { latency = 0, jitter = 0 } }) => {
    return type === 'latency' ? sum + latency - jitter : sum;
  }, 0);
}
