/** The virtual users of a run: made when needed, reused by the scenarios in turn, lowest number first. */

import type { VirtualUser } from '../user/virtual-user.ts';

/** What the pool has to know of a user. */
export type Numbered = Pick<VirtualUser, 'idInTest'>;

export class UserPool<User extends Numbered = VirtualUser> {
  readonly #make: (index: number) => User;
  readonly #all: User[] = [];
  /** Free users as a binary heap, lowest number at the root: thousands come and go every second. */
  readonly #free: User[] = [];

  constructor(make: (index: number) => User) {
    this.#make = make;
  }

  get size(): number {
    return this.#all.length;
  }

  users(): readonly User[] {
    return this.#all;
  }

  /** Makes users until there are `count`. */
  grow(count: number): void {
    while (this.#all.length < count) {
      const user = this.#make(this.#all.length);
      this.#all.push(user);
      this.give(user);
    }
  }

  take(): User {
    if (this.#free.length === 0) this.grow(this.#all.length + 1);
    const [lowest] = this.#free;
    const last = this.#free.pop();
    if (lowest === undefined || last === undefined)
      throw new Error('a pool that has grown has a free user');
    if (last !== lowest) this.#sink(last);
    return lowest;
  }

  give(user: User): void {
    let at = this.#free.length;
    for (;;) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#free[parentAt];
      if (at === 0 || parent === undefined || parent.idInTest < user.idInTest) break;
      this.#free[at] = parent;
      at = parentAt;
    }
    this.#free[at] = user;
  }

  /** Puts `user` where the root was, and in order. */
  #sink(user: User): void {
    let at = 0;
    for (;;) {
      const childAt = this.#lowerChild(at);
      const child = this.#free[childAt];
      if (child === undefined || user.idInTest < child.idInTest) break;
      this.#free[at] = child;
      at = childAt;
    }
    this.#free[at] = user;
  }

  #lowerChild(at: number): number {
    const left = this.#free[2 * at + 1];
    const right = this.#free[2 * at + 2];
    return left !== undefined && right !== undefined && right.idInTest < left.idInTest
      ? 2 * at + 2
      : 2 * at + 1;
  }
}
