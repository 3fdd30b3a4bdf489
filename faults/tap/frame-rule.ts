/** What an armed rule may do to the frames of one direction of one connection. */

/** `hold` keeps the whole message back for the rule to deliver, late or twice or never. */
export type Fate = 'pass' | 'withhold' | 'hold';

/** A whole message, however many frames it came in, or one control frame. */
export interface Unit {
  readonly opcode: number;
  readonly isControl: boolean;
}

/** A unit that a rule keeps back, as it was on the wire. */
export interface Held {
  readonly unit: Unit;
  readonly wire: Buffer;
  /** Of its payload. */
  readonly bytes: number;
}

/** Rules see units in the order they were armed: what one withholds or holds, those behind it hear of only when it is delivered. */
export interface FrameRule {
  /** Nothing is left to do: the direction may go back to forwarding chunks as they come. */
  readonly isSpent: boolean;
  /** Asked when the unit's first header is complete. */
  begin(unit: Unit): Fate;
  /** A unit that this rule let pass has gone on, whole; or it has kept it back, whole. `bytes` are of its payload. */
  end?(unit: Unit, fate: Fate, bytes: number): void;
  /** A unit this rule chose to hold; to be delivered by `Direction.deliver`, so that the rules behind it have their say. */
  held?(held: Held): void;
  /** Taken off: deliver or forget what is held, stop timers. */
  release?(): void;
}
