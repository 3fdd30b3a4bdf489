/** The fault point in the emit path, below every health predicate: events go in and do not come out. */

import type { Timetable } from '../time/timetable.ts';

export const emitFaultModes = ['throw', 'hang', 'drop', 'slow'] as const;
export type EmitFaultMode = (typeof emitFaultModes)[number];

/** Stands between an emitter and its socket while a fault is armed. */
export interface EmitGate {
  readonly mode: EmitFaultMode;
  /** May throw; may call `deliver` later, in order, or never. */
  pass(deliver: () => void): void;
  /** Disarmed: what was held goes out now, in order. */
  open(): void;
  /** The connection is gone: what was held is forgotten. */
  shut(): void;
}

/** Held deliveries are bounded, so that a fault left on for hours cannot fill the memory. */
const longestQueue = 10_000;

export function emitGate(mode: EmitFaultMode, delayMs: number, timetable: Timetable): EmitGate {
  if (mode === 'throw') return gate(mode, throwing);
  if (mode === 'drop') return gate(mode, () => undefined);
  return holdingGate(mode, mode === 'slow' ? delayMs : Infinity, timetable);
}

function gate(mode: EmitFaultMode, pass: () => void): EmitGate {
  return { mode, pass, open: () => undefined, shut: () => undefined };
}

function throwing(): never {
  throw new Error('emit failed at the fault point');
}

function holdingGate(mode: EmitFaultMode, delayMs: number, timetable: Timetable): EmitGate {
  const held: (() => void)[] = [];
  return {
    mode,
    pass: (deliver) => {
      if (held.length >= longestQueue) held.shift();
      held.push(deliver);
      if (delayMs !== Infinity) timetable.after(delayMs, () => held.shift()?.());
    },
    open: () => {
      for (const deliver of held.splice(0)) deliver();
    },
    shut: () => {
      held.length = 0;
    },
  };
}
