/** How the clients of the field come back after a cut: delays by attempt, as their libraries have them. */

import type { UserRandom } from './user-random.ts';

export interface ReconnectProfile {
  /** Where the figures are from. */
  readonly source: string;
  /** Milliseconds before attempt `attempt` (from 0 since the last success); undefined = gives up. */
  delayMs(attempt: number, random: UserRandom): number | undefined;
}

const jittered = (ms: number, share: number, random: UserRandom): number =>
  ms * (1 - share + 2 * share * random.unit());

/** The delay of a fixed list; its last entry repeats where `repeats`. */
function listed(
  delaysMs: readonly number[],
  repeats: boolean,
): (attempt: number) => number | undefined {
  return (attempt) => delaysMs[attempt] ?? (repeats ? delaysMs.at(-1) : undefined);
}

const phoenixMs = [10, 50, 100, 150, 200, 250, 500, 1000, 2000, 5000];
const signalRMs = [0, 2000, 10_000, 30_000];

export const reconnectProfiles: Readonly<Record<string, ReconnectProfile>> = {
  'socket.io': {
    source: 'socket.io-client manager.ts: 1 s to 5 s, ±50 %',
    delayMs: (attempt, random) => jittered(Math.min(5000, 1000 * 2 ** attempt), 0.5, random),
  },
  phoenix: {
    source: 'phoenix socket.js: a list up to 5 s, no jitter',
    delayMs: listed(phoenixMs, true),
  },
  signalr: {
    source: 'SignalR automatic reconnect: 0, 2, 10, 30 s, then it stops',
    delayMs: listed(signalRMs, false),
  },
  nats: {
    source: 'nats.js options.ts: 2 s and up to 100 ms of jitter, 10 attempts',
    delayMs: (attempt, random) => (attempt < 10 ? 2000 + 100 * random.unit() : undefined),
  },
  centrifuge: {
    source: 'centrifuge-js: full jitter between 0.5 s and 20 s',
    delayMs: (attempt, random) =>
      500 + random.unit() * (Math.min(20_000, 500 * 2 ** attempt) - 500),
  },
  pusher: {
    source: 'Pusher: 1, 2, 4, … at most 30 s, 6 attempts',
    delayMs: (attempt) => (attempt < 6 ? Math.min(30_000, 1000 * 2 ** attempt) : undefined),
  },
  naive: {
    source: 'a hand-written front end: at once, for ever, no jitter',
    delayMs: () => 0,
  },
  none: {
    source: 'a client that never comes back',
    delayMs: () => undefined,
  },
};

/** Undefined where the name is empty: the mix has a back-off of its own. */
export function reconnectProfile(name: string | undefined): ReconnectProfile | undefined {
  if (name === undefined || name === '') return undefined;
  const profile = reconnectProfiles[name];
  if (profile === undefined)
    throw new Error(
      `no reconnect profile ${name}; there are ${Object.keys(reconnectProfiles).join(', ')}`,
    );
  return profile;
}
