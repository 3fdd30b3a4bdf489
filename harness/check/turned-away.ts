/** Which refusals are for now: the server knows the user, and has no room or has had too many tries. Others are the way's. */

import type { EventOf } from '../contracts/history.ts';

const statuses = [429, 503];

export function isTurnedAway({ status }: Pick<EventOf<'client.refused'>, 'status'>): boolean {
  return statuses.includes(status);
}
