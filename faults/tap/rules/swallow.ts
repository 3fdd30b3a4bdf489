/** Rules that let whole frames go no further: some kinds, or everything with the end of the connection. */

import type {
  Direction as DirectionName,
  FrameKind,
} from '../../../harness/contracts/tap-rules.ts';
import type { FrameRule } from '../frame-rule.ts';
import { directionOf, kindOf, type ArmedRule, type RuleHost } from './rule-host.ts';

const everything: readonly FrameKind[] = ['message', 'ping', 'pong', 'close'];

/** Counts `swallowed`, and `swallowed-<kind>` apart. */
export function swallow(
  host: RuleHost,
  { direction: name, frames }: { direction: DirectionName; frames: readonly FrameKind[] },
): ArmedRule {
  const direction = directionOf(host, name);
  const rule: FrameRule = {
    isSpent: false,
    begin: (unit) => {
      const kind = kindOf(unit);
      if (!frames.includes(kind)) return 'pass';
      host.count('swallowed');
      host.count(`swallowed-${kind}`);
      return 'withhold';
    },
  };
  const hides = frames.includes('close') && name === 'up' ? 1 : 0;
  direction.closesHidden += hides;
  direction.arm(rule);
  return {
    disarm: once(() => {
      direction.closesHidden -= hides;
      direction.disarm(rule);
    }),
  };
}

/** Whole frames are lost; ends come late, when it is disarmed. */
export function blackHole(
  host: RuleHost,
  { direction }: { direction: DirectionName | 'both' },
): ArmedRule {
  const names: readonly DirectionName[] = direction === 'both' ? ['up', 'down'] : [direction];
  const parts = names.map((name) => {
    const frames = swallow(host, { direction: name, frames: everything });
    const letEndThrough = host.connection.ends.hold(name === 'up' ? 'client' : 'server');
    return { frames, letEndThrough };
  });
  return {
    disarm: () => {
      for (const { frames, letEndThrough } of parts) {
        frames.disarm();
        letEndThrough();
      }
    },
  };
}

/** The Close handshake never comes to an end: neither side's Close arrives, the client's FIN neither. */
export function ignoreClose(host: RuleHost): ArmedRule {
  const up = swallow(host, { direction: 'up', frames: ['close'] });
  const down = swallow(host, { direction: 'down', frames: ['close'] });
  const letEndThrough = host.connection.ends.hold('client');
  return {
    disarm: () => {
      up.disarm();
      down.disarm();
      letEndThrough();
    },
  };
}

export function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
