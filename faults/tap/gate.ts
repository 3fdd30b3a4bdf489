/** The slow path of one direction: cuts chunks into frames and lets rules decide which of them go on. */

import type { Fate, FrameRule, Held, Unit } from './frame-rule.ts';
import type { FrameTracker } from './frame-tracker.ts';

/** Messages that are held whole are bounded by this; a longer one passes, or goes on as soon as that is seen. */
const longestHeldBytes = 16 * 1024 * 1024;
/** What a chunk takes beside its bytes: a peer may send them one by one. */
const chunkCostBytes = 100;

interface Current {
  readonly unit: Unit;
  fate: Fate;
  /** The rule that chose the fate; none for `pass`. */
  rule: FrameRule | undefined;
  /** Those that were asked first, and let it pass. */
  readonly passedBy: readonly FrameRule[];
  held: Buffer[];
  heldBytes: number;
  bytes: number;
}

const passing: Current = {
  unit: { opcode: 0, isControl: false },
  fate: 'pass',
  rule: undefined,
  passedBy: [],
  held: [],
  heldBytes: 0,
  bytes: 0,
};

/** Decisions are made at the first header of a unit, so what was under way when a rule came still passes whole. */
export class Gate {
  readonly #tracker: FrameTracker;
  readonly #write: (bytes: Buffer) => void;
  readonly #rules = new Set<FrameRule>();
  /** In which order rules were armed; kept of those taken off that still have to deliver. */
  readonly #places = new WeakMap<FrameRule, number>();
  #armed = 0;
  /** Bytes of a header that is not complete yet, held back until it is known what they begin. */
  #partial: Buffer[] = [];
  readonly #inserts: { readonly bytes: Buffer; readonly isMessage: boolean }[] = [];
  #message: Current;
  #frame: Current | undefined;

  constructor(tracker: FrameTracker, write: (bytes: Buffer) => void) {
    this.#tracker = tracker;
    this.#write = write;
    this.#message = passing;
    this.#frame = tracker.atBoundary ? undefined : passing;
  }

  /** True when forwarding chunks as they come would do the same. */
  get isIdle(): boolean {
    for (const rule of this.#rules) if (!rule.isSpent) return false;
    const under = this.#frame ?? (this.#tracker.insideMessage ? this.#message : passing);
    return under.fate === 'pass' && this.#partial.length === 0 && this.#inserts.length === 0;
  }

  /** Bytes of our own still wait for the end of a frame or a message. */
  get hasInserts(): boolean {
    return this.#inserts.length > 0;
  }

  add(rule: FrameRule): void {
    this.#rules.add(rule);
    this.#places.set(rule, this.#armed++);
  }

  /** A rule taken off finishes what it has begun, and begins nothing more. */
  remove(rule: FrameRule): void {
    this.#rules.delete(rule);
    rule.release?.();
  }

  get rules(): readonly FrameRule[] {
    return [...this.#rules];
  }

  /** Writes bytes of our own between two frames, a message's only between two messages. */
  insert(bytes: Buffer, isMessage: boolean): void {
    this.#inserts.push({ bytes, isMessage });
    this.#flushInserts();
  }

  /**
   * What a rule held goes on to those armed after it, and if they let it pass, between two frames or messages. What no rule
   * held goes to all of them.
   */
  deliver(from: FrameRule | undefined, held: Held): void {
    const { unit, wire, bytes } = held;
    const place = (from && this.#places.get(from)) ?? -1;
    const behind = [...this.#rules].filter((rule) => (this.#places.get(rule) ?? -1) > place);
    for (const rule of behind) {
      const fate = rule.begin(unit);
      if (fate === 'pass') continue;
      if (fate === 'hold') rule.held?.(held);
      rule.end?.(unit, fate, bytes);
      return;
    }
    this.insert(wire, !unit.isControl);
    for (const rule of behind) rule.end?.(unit, 'pass', bytes);
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#tracker.error !== undefined) {
        this.#write(chunk.subarray(at));
        return;
      }
      const stop = this.#tracker.advance(chunk, at);
      this.#take(chunk.subarray(at, stop));
      at = stop;
    }
  }

  #take(range: Buffer): void {
    const { headerKnown, ended, error } = this.#tracker;
    if (!headerKnown) {
      if (error !== undefined || this.#frame !== undefined) this.#flushPartial(range);
      else this.#partial.push(Buffer.from(range));
      return;
    }
    this.#frame ??= this.#begin();
    const whole = this.#partial.length === 0 ? range : Buffer.concat([...this.#partial, range]);
    this.#partial = [];
    if (this.#frame.fate === 'pass') this.#write(whole);
    else if (this.#frame.fate === 'hold') this.#hold(this.#frame, whole);
    if (ended) this.#end(this.#frame);
  }

  #hold(current: Current, bytes: Buffer): void {
    current.held.push(Buffer.from(bytes));
    current.heldBytes += bytes.length + chunkCostBytes;
    if (current.heldBytes <= longestHeldBytes) return;
    for (const held of current.held) this.#write(held);
    const passedBy = current.rule === undefined ? [] : [...current.passedBy, current.rule];
    Object.assign(current, { fate: 'pass', rule: undefined, passedBy, held: [] });
  }

  #begin(): Current {
    const { opcode } = this.#tracker;
    if (opcode === 0) return this.#message;
    const current = this.#decide({ opcode, isControl: opcode >= 8 });
    if (opcode < 8) this.#message = current;
    return current;
  }

  #decide(unit: Unit): Current {
    const passedBy: FrameRule[] = [];
    const none = { unit, passedBy, held: [], heldBytes: 0, bytes: 0 };
    for (const rule of this.#rules) {
      const fate = rule.begin(unit);
      const isTooLong = fate === 'hold' && this.#tracker.payloadBytes > longestHeldBytes;
      if (fate !== 'pass' && !isTooLong) return { ...none, fate, rule };
      passedBy.push(rule);
    }
    return { ...none, fate: 'pass', rule: undefined };
  }

  #end(current: Current): void {
    const { isFinal, payloadBytes, opcode } = this.#tracker;
    this.#frame = undefined;
    if (current !== passing) {
      current.bytes += payloadBytes;
      if (isFinal) this.#finish(current);
    }
    if (isFinal && opcode < 8) this.#message = passing;
    this.#flushInserts();
  }

  #finish(current: Current): void {
    const { unit, fate, rule, passedBy, held, bytes } = current;
    if (fate === 'hold') rule?.held?.({ unit, wire: Buffer.concat(held), bytes });
    for (const each of rule === undefined ? passedBy : [rule]) each.end?.(unit, fate, bytes);
  }

  #flushPartial(range: Buffer): void {
    for (const bytes of this.#partial) this.#write(bytes);
    this.#partial = [];
    this.#write(range);
  }

  /** Bytes may go in where no frame is half written; a message also waits for the end of a fragmented one. */
  #flushInserts(): void {
    while (this.#inserts.length > 0) {
      if (this.#frame?.fate === 'pass') return;
      const [next] = this.#inserts;
      const insideMessage = this.#tracker.insideMessage && this.#message.fate === 'pass';
      if (next === undefined || (next.isMessage && insideMessage)) return;
      this.#inserts.shift();
      this.#write(next.bytes);
    }
  }
}
