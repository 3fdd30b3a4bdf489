/** What an armed rule may do to the frames of one direction of one connection. */

/** `hold` keeps the whole message back for the rule to deliver, late or twice or never. */
export type Fate = 'pass' | 'withhold' | 'hold';

/** A whole message, however many frames it came in, or one control frame. */
export interface Unit {
  readonly opcode: number;
  readonly isControl: boolean;
}

export interface FrameRule {
  /** Nothing is left to do: the direction may go back to forwarding chunks as they come. */
  readonly isSpent: boolean;
  /** Asked when the unit's first header is complete. */
  begin(unit: Unit): Fate;
  /** The unit has passed or been withheld, whole. `bytes` are of its payload. */
  end?(unit: Unit, fate: Fate, bytes: number): void;
  /** The wire bytes of a unit this rule chose to hold. */
  held?(unit: Unit, wire: Buffer): void;
  /** Taken off: deliver or forget what is held, stop timers. */
  release?(): void;
}
