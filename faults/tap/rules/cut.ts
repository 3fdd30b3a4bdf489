/** Rules that end a connection at a chosen moment: now, at a byte, behind a message, when idle, when old. */

import type {
  CutManner,
  Direction as DirectionName,
} from '../../../harness/contracts/tap-rules.ts';
import type { ChunkFilter } from '../direction.ts';
import type { FrameRule } from '../frame-rule.ts';
import { after, directionOf, type ArmedRule, type RuleHost } from './rule-host.ts';
import { blackHole, once } from './swallow.ts';

interface CutMoment {
  readonly how: CutManner;
  readonly direction: DirectionName;
  readonly afterBytes?: number;
  readonly afterMessages?: number;
}

/** Counts `cut`. A cut cannot be undone; disarming one that has not come yet keeps the connection. */
export function cut(host: RuleHost, moment: CutMoment): ArmedRule {
  if (moment.afterBytes !== undefined) return cutAtByte(host, moment, moment.afterBytes);
  if (moment.afterMessages !== undefined)
    return cutBehindMessage(host, moment, moment.afterMessages);
  cutNow(host, moment.how);
  return { disarm: () => undefined };
}

function cutNow(host: RuleHost, how: CutManner): void {
  host.count('cut');
  host.connection.cut(how);
}

/** The last byte that passes is exactly the n-th. */
function cutAtByte(host: RuleHost, { how, direction: name }: CutMoment, bytes: number): ArmedRule {
  const direction = directionOf(host, name);
  let left = bytes;
  const filter: ChunkFilter = (chunk) => {
    if (chunk.length < left) {
      left -= chunk.length;
      return chunk;
    }
    const rest = chunk.subarray(0, left);
    left = 0;
    direction.unfilter(filter);
    queueMicrotask(() => {
      cutNow(host, how); // once these last bytes are on their way
    });
    return rest;
  };
  direction.filter(filter);
  return {
    disarm: () => {
      direction.unfilter(filter);
    },
  };
}

function cutBehindMessage(
  host: RuleHost,
  { how, direction: name }: CutMoment,
  messages: number,
): ArmedRule {
  const direction = directionOf(host, name);
  let left = messages;
  const rule: FrameRule = {
    get isSpent() {
      return left === 0;
    },
    begin: () => 'pass',
    end: ({ isControl }, fate) => {
      if (isControl || fate !== 'pass' || left === 0) return;
      left--;
      if (left === 0) cutNow(host, how);
    },
  };
  direction.arm(rule);
  return {
    disarm: () => {
      direction.disarm(rule);
    },
  };
}

/** As load balancers do. Counts `cut`, and `longest-silence-ms` as far as it went. */
export function cutIdle(
  host: RuleHost,
  {
    idleMs,
    how,
    untilUs = Infinity,
  }: { readonly idleMs: number; readonly how: CutManner | 'silence'; readonly untilUs?: number },
): ArmedRule {
  const { clock, connection } = host;
  let lastUs = clock.nowUs();
  let longestMs = 0;
  let silence: ArmedRule | undefined;
  let cancel = (): void => undefined;
  const measure = (): number => {
    const silentMs = (clock.nowUs() - lastUs) / 1000;
    if (silentMs > longestMs) {
      host.count('longest-silence-ms', silentMs - longestMs);
      longestMs = silentMs;
    }
    return silentMs;
  };
  const heard: ChunkFilter = (chunk) => {
    measure();
    lastUs = clock.nowUs();
    return chunk;
  };
  const wait = (ms: number): void => {
    cancel = after(clock, ms, () => {
      const silentMs = measure();
      host.count('idle-looks');
      if (silentMs < idleMs) {
        wait(Math.max(1, idleMs - silentMs));
        return;
      }
      if (clock.nowUs() >= untilUs) return;
      if (how === 'silence') {
        host.count('cut');
        silence = blackHole(host, { direction: 'both' });
      } else cutNow(host, how);
    });
  };
  connection.up.filter(heard);
  connection.down.filter(heard);
  wait(idleMs);
  return {
    disarm: once(() => {
      cancel();
      connection.up.unfilter(heard);
      connection.down.unfilter(heard);
      silence?.disarm();
    }),
  };
}

/** A cap on how long a connection may live. Counts `cut`. */
export function cutOld(
  host: RuleHost,
  { ageMs, how }: { readonly ageMs: number; readonly how: CutManner },
): ArmedRule {
  const age = (host.clock.nowUs() - host.connection.openedUs) / 1000;
  const cancel = after(host.clock, Math.max(0, ageMs - age), () => {
    cutNow(host, how);
  });
  return { disarm: cancel };
}

/** The server hears FIN; the client, who sent none, goes on. Counts `half-closed`. */
export function halfClose(host: RuleHost): ArmedRule {
  const { connection } = host;
  host.count('half-closed');
  connection.target.end();
  return {
    disarm: once(() => {
      connection.cut('fin');
    }),
  };
}
