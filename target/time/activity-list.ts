/**
 * Seats in the order in which they last did something. A sweep reads from the oldest on and stops at the first that is
 * not due, so it costs what is due, whatever exists. They stand one after the other in numbered places, as they came: a
 * chain of links would be one wait for the memory after the other, because no link tells of the next but one.
 */

import type { Ledger, Records } from './ledger.ts';
import { blockPlaces, nobody, Places } from './places.ts';

/** So much is looked at where gaps are closed, each time a block was filled: far more than is filled, and no pause. */
const closedAtOnce = 4 * blockPlaces;

export class ActivityList {
  readonly #places = new Places();
  /** Where each stands; 0 for who is not in the list. */
  readonly #standing: Records;
  /** Places count up; before the head there is nobody. */
  #head = 1;
  #end = 1;
  #size = 0;
  /** Where the closing of gaps goes on, and the first free place before it; undefined while none are closed. */
  #closing: { from: number; to: number } | undefined;

  constructor(ledger: Ledger) {
    this.#standing = ledger.claim(1);
  }

  get size(): number {
    return this.#size;
  }

  /** Places there is room for, gaps included. */
  get room(): number {
    return this.#places.room;
  }

  has(seat: number): boolean {
    return this.#standing.get(seat, 0) > 0;
  }

  /** Moves the seat to the end. `nowUs` never goes back. Does nothing for one that is gone and has no seat. */
  touch(seat: number, nowUs: number): void {
    if (seat < 0) return;
    this.remove(seat);
    this.#put(this.#end++, seat, nowUs);
    this.#size++;
    if (this.#end % blockPlaces === 0) this.#closeGaps();
  }

  /** Does nothing for a seat that is not in the list. */
  remove(seat: number): void {
    const place = this.#standing.get(seat, 0);
    if (place === 0) return;
    this.#standing.set(seat, 0, 0);
    this.#places.clear(place);
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
    let place = this.#head;
    while (count < seats.length) {
      place = this.#places.nextTaken(place, this.#end);
      if (place === this.#end || this.#places.stampAt(place) > untilUs) break;
      seats[count++] = this.#places.seatAt(place++);
    }
    return count;
  }

  /** `nobody` when nobody is due. */
  #firstDue(untilUs: number): number {
    this.#head = this.#places.nextTaken(this.#head, this.#end);
    if (this.#head === this.#end) return nobody;
    return this.#places.stampAt(this.#head) <= untilUs ? this.#places.seatAt(this.#head) : nobody;
  }

  #put(place: number, seat: number, stampUs: number): void {
    this.#places.put(place, seat, stampUs);
    this.#standing.set(seat, 0, place);
  }

  /** Where most places are gaps, those after them move up, a part of them each time. */
  #closeGaps(): void {
    if (this.#closing === undefined) {
      if (this.#places.room <= 2 * this.#size + 2 * blockPlaces) return;
      this.#closing = { from: this.#head, to: this.#head };
    }
    // Whoever was visited meanwhile is not there any more.
    const to = Math.max(this.#closing.to, this.#head);
    this.#closing = this.#moveUp(Math.max(this.#closing.from, to), to);
  }

  #moveUp(from: number, to: number): { from: number; to: number } | undefined {
    const places = this.#places;
    let place = places.nextTaken(from, this.#end);
    const until = Math.min(this.#end, place + closedAtOnce);
    let free = to;
    for (; place < until; place = places.nextTaken(place + 1, until)) {
      const [seat, stampUs] = [places.seatAt(place), places.stampAt(place)];
      if (place > free) {
        places.clear(place);
        this.#put(free, seat, stampUs);
      }
      free++;
    }
    if (until < this.#end) return { from: until, to: free };
    this.#end = free;
    return undefined;
  }
}
