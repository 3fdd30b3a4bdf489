/** The server's count of slots, kept apart from the set of connections on purpose: the two must agree. */

export interface SlotLimits {
  readonly total: number;
  readonly perUser: number;
  readonly emergency: number;
}

/** One claimed slot; released exactly once, whoever tries how often. */
export interface Slot {
  readonly user: string;
  readonly isEmergency: boolean;
  released: boolean;
}

export class Slots {
  readonly limits: SlotLimits;
  readonly #byUser = new Map<string, number>();
  #claimed = 0;
  #emergency = 0;

  constructor(limits: SlotLimits) {
    this.limits = limits;
  }

  get claimed(): number {
    return this.#claimed;
  }

  /** What may be claimed: the limit, and emergency slots while they are in use. */
  get limit(): number {
    return this.limits.total + this.#emergency;
  }

  get free(): number {
    return Math.max(0, this.limit - this.#claimed);
  }

  get isEmergencyFree(): boolean {
    return this.#emergency < this.limits.emergency;
  }

  claimedBy(user: string): number {
    return this.#byUser.get(user) ?? 0;
  }

  isUserFull(user: string): boolean {
    return this.claimedBy(user) >= this.limits.perUser;
  }

  /** The caller has looked whether there is room. */
  claim(user: string, isEmergency = false): Slot {
    this.#claimed++;
    if (isEmergency) this.#emergency++;
    this.#byUser.set(user, this.claimedBy(user) + 1);
    return { user, isEmergency, released: false };
  }

  /** False when it was released before. */
  release(slot: Slot): boolean {
    if (slot.released) return false;
    slot.released = true;
    this.#claimed--;
    if (slot.isEmergency) this.#emergency--;
    const left = this.claimedBy(slot.user) - 1;
    if (left > 0) this.#byUser.set(slot.user, left);
    else this.#byUser.delete(slot.user);
    return true;
  }
}
