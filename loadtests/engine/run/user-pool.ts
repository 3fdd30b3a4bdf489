/** The virtual users of a run: made when needed, reused by the scenarios in turn, lowest number first. */

import type { VirtualUser } from '../user/virtual-user.ts';

export class UserPool {
  readonly #make: (index: number) => VirtualUser;
  readonly #all: VirtualUser[] = [];
  /** Free users, highest number first. */
  #free: VirtualUser[] = [];
  #isSorted = true;

  constructor(make: (index: number) => VirtualUser) {
    this.#make = make;
  }

  get size(): number {
    return this.#all.length;
  }

  users(): readonly VirtualUser[] {
    return this.#all;
  }

  /** Makes users until there are `count`. */
  grow(count: number): void {
    const made: VirtualUser[] = [];
    while (this.#all.length < count) {
      const user = this.#make(this.#all.length);
      this.#all.push(user);
      made.push(user);
    }
    this.#free = [...made.reverse(), ...this.#free];
    this.#isSorted &&= made.length === 0 || this.#free.length === made.length;
  }

  take(): VirtualUser {
    if (this.#free.length === 0) this.grow(this.#all.length + 1);
    if (!this.#isSorted) this.#free.sort((left, right) => right.idInTest - left.idInTest);
    this.#isSorted = true;
    const user = this.#free.pop();
    if (user === undefined) throw new Error('a pool that has grown has a free user');
    return user;
  }

  give(user: VirtualUser): void {
    const last = this.#free.at(-1);
    this.#isSorted &&= last === undefined || last.idInTest > user.idInTest;
    this.#free.push(user);
  }
}
