/**
 * Seats in the order in which they last did something. A sweep reads from the oldest on and stops at the first that is
 * not due, so it costs what is due, whatever exists. They stand one after the other in a ring, as they came: a chain of
 * links would be one wait for the memory after the other, because no link tells of the next but one.
 */

import type { Ledger, Records } from './ledger.ts';

const leastPlaces = 64;
/** Where one was touched again or removed. */
const nobody = -1;

export class ActivityList {
  /** By place, modulo the size of the ring. */
  #seats = new Int32Array(leastPlaces).fill(nobody);
  #stampsUs = new Float64Array(leastPlaces);
  /** Where each stands; 0 for who is not in the list. */
  readonly #places: Records;
  /** Places count up; before the head there is nobody. */
  #head = 1;
  #end = 1;
  #size = 0;

  constructor(ledger: Ledger) {
    this.#places = ledger.claim(1);
  }

  get size(): number {
    return this.#size;
  }

  /** Places there is room for, gaps included. */
  get room(): number {
    return this.#seats.length;
  }

  has(seat: number): boolean {
    return this.#places.get(seat, 0) > 0;
  }

  /** Moves the seat to the end. `nowUs` never goes back. Does nothing for one that is gone and has no seat. */
  touch(seat: number, nowUs: number): void {
    if (seat < 0) return;
    this.remove(seat);
    if (this.#end - this.#head === this.#seats.length) this.#makeRoom();
    this.#put(seat, nowUs);
    this.#size++;
  }

  /** Does nothing for a seat that is not in the list. */
  remove(seat: number): void {
    const place = this.#places.get(seat, 0);
    if (place === 0) return;
    this.#places.set(seat, 0, 0);
    this.#seats[this.#indexOf(place)] = nobody;
    this.#size--;
  }

  /**
   * Visits seats last touched at `untilUs` or before, oldest first, at most `budget` of them. A seat that the visitor
   * neither touches nor removes is removed. Returns how many were visited.
   */
  visitDue(untilUs: number, budget: number, visit: (seat: number) => void): number {
    let visited = 0;
    while (visited < budget) {
      const seat = this.#firstDue(untilUs);
      if (seat === nobody) break;
      visit(seat);
      visited++;
      if (this.#firstDue(untilUs) === seat) this.remove(seat);
    }
    return visited;
  }

  /** Writes the seats that are due next, oldest first, into `seats`; returns how many. */
  peekDue(untilUs: number, seats: Int32Array): number {
    let count = 0;
    for (let place = this.#head; place < this.#end && count < seats.length; place++) {
      const index = this.#indexOf(place);
      const seat = this.#seats[index] ?? nobody;
      if (seat === nobody) continue;
      if ((this.#stampsUs[index] ?? Infinity) > untilUs) break;
      seats[count++] = seat;
    }
    return count;
  }

  /** `nobody` when nobody is due. */
  #firstDue(untilUs: number): number {
    for (; this.#head < this.#end; this.#head++) {
      const index = this.#indexOf(this.#head);
      const seat = this.#seats[index] ?? nobody;
      if (seat !== nobody) return (this.#stampsUs[index] ?? Infinity) <= untilUs ? seat : nobody;
    }
    return nobody;
  }

  #put(seat: number, stampUs: number): void {
    const place = this.#end++;
    const index = this.#indexOf(place);
    this.#seats[index] = seat;
    this.#stampsUs[index] = stampUs;
    this.#places.set(seat, 0, place);
  }

  #indexOf(place: number): number {
    return place % this.#seats.length;
  }

  /** Closes the gaps where half of the ring is gaps; otherwise a larger ring. Either happens after as many touches. */
  #makeRoom(): void {
    const [seats, stampsUs, head, end] = [this.#seats, this.#stampsUs, this.#head, this.#end];
    const length = seats.length;
    if (2 * this.#size > length) {
      this.#seats = new Int32Array(2 * length).fill(nobody);
      this.#stampsUs = new Float64Array(2 * length);
    }
    this.#end = head;
    for (let place = head; place < end; place++) {
      const index = place % length;
      const seat = seats[index] ?? nobody;
      if (seat === nobody) continue;
      seats[index] = nobody;
      this.#put(seat, stampsUs[index] ?? 0);
    }
  }
}
