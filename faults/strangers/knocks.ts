/** Connections of a fault's own in the name of others: what becomes of somebody who comes now? */

import { connectionHeader, userOf } from '../../harness/contracts/connection-id.ts';
import type { Clock } from '../../harness/contracts/clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { openStranger, upgradeHead, type Stranger } from './stranger.ts';

export interface Knock {
  readonly key: string;
  /** Its name at the tap. */
  readonly id: string;
  /** HTTP status of the answer, if one came. */
  readonly status: number | undefined;
  /** Why it is closed; undefined where it is open. */
  readonly ended: string | undefined;
}

/** Incarnations that no user reaches. */
const firstIncarnation = 900_000;
const settledWithinMs = 2000;

/**
 * Asks for an upgrade in the name of each key, waits until each was answered or ended, and at most `endWithinMs` longer for
 * those of `doomed` to end; leaves again. `round` tells the names of several rounds apart.
 */
export async function knock(
  clock: Clock,
  url: string,
  asked: {
    readonly keys: readonly string[];
    readonly doomed: readonly string[];
    readonly round: number;
    readonly endWithinMs: number;
  },
): Promise<readonly Knock[]> {
  const visitors = await Promise.all(
    asked.keys.map(async (key) => {
      const id = `${key}.${firstIncarnation + asked.round}`;
      return { key, id, stranger: await askAs(url, { key, id }) };
    }),
  );
  await lookUntil(clock, { withinMs: settledWithinMs, everyMs: 5 }, () =>
    Promise.resolve(visitors.every(({ stranger }) => isSettled(stranger)) ? true : undefined),
  );
  const doomed = visitors.filter(({ key }) => asked.doomed.includes(key));
  await lookUntil(clock, { withinMs: asked.endWithinMs, everyMs: 5 }, () =>
    Promise.resolve(
      doomed.every(({ stranger }) => stranger.ended() !== undefined) ? true : undefined,
    ),
  );
  const knocks = visitors.map(({ key, id, stranger }) => ({
    key,
    id,
    status: stranger.status(),
    ended: stranger.ended(),
  }));
  await Promise.all(visitors.map(({ stranger }) => stranger.close()));
  return knocks;
}

/** As the reference server takes it: the slot of the key is the session, so that it joins the victim's manager. */
async function askAs(
  url: string,
  { key, id }: { readonly key: string; readonly id: string },
): Promise<Stranger> {
  const stranger = await openStranger(url);
  const address = new URL(url);
  address.searchParams.set('user', userOf(id));
  address.searchParams.set('session', key.slice(key.lastIndexOf('.') + 1));
  stranger.write(upgradeHead(address.href, { [connectionHeader]: id }));
  return stranger;
}

function isSettled(stranger: Stranger): boolean {
  return stranger.status() !== undefined || stranger.ended() !== undefined;
}
