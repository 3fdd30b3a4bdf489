/** What a rule may do to the connection it is armed on. */

import type { Clock } from '../../../harness/contracts/clock.ts';
import type { Side } from '../../../harness/contracts/history.ts';
import type {
  Direction as DirectionName,
  FrameKind,
} from '../../../harness/contracts/tap-rules.ts';
import type { Direction } from '../direction.ts';
import { opcodes } from '../frame-tracker.ts';
import type { Unit } from '../frame-rule.ts';
import type { TapConnection } from '../tap-connection.ts';

export interface RuleHost {
  readonly clock: Clock;
  readonly connection: TapConnection;
  /** Adds to what rules have done here, by verb, and to what those of this owner have. */
  count(verb: string, by?: number): void;
}

/** A rule in force on one connection. */
export interface ArmedRule {
  /** Idempotent. What is held goes on, where it may. */
  disarm(): void;
}

export function directionOf({ connection }: RuleHost, name: DirectionName): Direction {
  return name === 'up' ? connection.up : connection.down;
}

/** The direction in which this side sends. */
export function directionFrom(host: RuleHost, side: Side): Direction {
  return directionOf(host, side === 'client' ? 'up' : 'down');
}

export function kindOf({ opcode, isControl }: Unit): FrameKind {
  if (!isControl) return 'message';
  if (opcode === opcodes.ping) return 'ping';
  return opcode === opcodes.pong ? 'pong' : 'close';
}

/** Waits, then acts, unless cancelled first. */
export function after(clock: Clock, ms: number, action: () => void): () => void {
  const cancel = new AbortController();
  clock.delay(ms, cancel.signal).then(action, () => undefined);
  return () => {
    cancel.abort();
  };
}
