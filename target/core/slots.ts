/** The server's count of slots, kept apart from the set of connections on purpose: the two must agree. */

export interface SlotLimits {
  readonly total: number;
  readonly perUser: number;
  /** Beyond the total, for enterprise users: full service. */
  readonly emergency: number;
  /** Beyond the total, for who pays: answers in one piece. */
  readonly degraded: number;
}

export type Reserve = 'emergency' | 'degraded';
export type SlotKind = 'regular' | Reserve;

/** One claimed slot; released exactly once, whoever tries how often. */
export interface Slot {
  readonly user: string;
  /** A slot of a reserve becomes regular as soon as there is room. */
  kind: SlotKind;
  isReleased: boolean;
}

export class Slots {
  readonly limits: SlotLimits;
  readonly #byUser = new Map<string, number>();
  /** Slots beyond the total, oldest first. */
  readonly #reserved = new Set<Slot>();
  #claimed = 0;

  constructor(limits: SlotLimits) {
    this.limits = limits;
  }

  get claimed(): number {
    return this.#claimed;
  }

  /** What may be claimed: the total, and slots of the reserves while they are in use. */
  get limit(): number {
    return this.limits.total + this.#reserved.size;
  }

  get free(): number {
    return Math.max(0, this.limit - this.#claimed);
  }

  claimedBy(user: string): number {
    return this.#byUser.get(user) ?? 0;
  }

  isUserFull(user: string): boolean {
    return this.claimedBy(user) >= this.limits.perUser;
  }

  hasReserve(kind: Reserve): boolean {
    let inUse = 0;
    for (const slot of this.#reserved) if (slot.kind === kind) inUse++;
    return inUse < this.limits[kind];
  }

  /** The caller has looked whether there is room. */
  claim(user: string, kind: SlotKind = 'regular'): Slot {
    const slot: Slot = { user, kind, isReleased: false };
    this.#claimed++;
    if (kind !== 'regular') this.#reserved.add(slot);
    this.#byUser.set(user, this.claimedBy(user) + 1);
    return slot;
  }

  /** False when it was released before. */
  release(slot: Slot): boolean {
    if (slot.isReleased) return false;
    slot.isReleased = true;
    this.#claimed--;
    this.#reserved.delete(slot);
    const left = this.claimedBy(slot.user) - 1;
    if (left > 0) this.#byUser.set(slot.user, left);
    else this.#byUser.delete(slot.user);
    this.#promote();
    return true;
  }

  /** Who sits in a reserve moves up first, so that the reserve is there for the next emergency. */
  #promote(): void {
    for (const slot of this.#reserved) {
      if (this.free === 0) return;
      slot.kind = 'regular';
      this.#reserved.delete(slot);
    }
  }
}
