/**
 * Seats in the order in which they last did something. A sweep looks at the head alone, so it costs what is due,
 * whatever exists; the links lie side by side in one typed array, 16 bytes a seat, so that a sweep touches no objects
 * but those that are due. All seats of one list wait equally long.
 */

/** What a link says; from `firstNode` on it is a seat. Fresh memory is zero, which is nobody's link. */
const absent = 0;
const end = 1;
const firstNode = 2;

const bytesANode = 16;
const leastNodes = 64;

export class ActivityList {
  /** Two numbers a node; the first is the time of the last `touch`, the second holds the links. */
  #stampsUs: Float64Array;
  /** The same memory, four numbers a node; the last two are the nodes before and after. */
  #links: Int32Array;
  #head = end;
  #tail = end;
  #size = 0;

  constructor() {
    const memory = new ArrayBuffer(leastNodes * bytesANode);
    this.#stampsUs = new Float64Array(memory);
    this.#links = new Int32Array(memory);
  }

  get size(): number {
    return this.#size;
  }

  has(seat: number): boolean {
    return this.#after(seat + firstNode) !== absent;
  }

  /** Moves the seat to the end. `nowUs` never goes back. */
  touch(seat: number, nowUs: number): void {
    const node = seat + firstNode;
    this.#makeRoom(node);
    this.#stampsUs[node * 2] = nowUs;
    if (node === this.#tail) return;
    if (this.#after(node) !== absent) this.#unlink(node);
    this.#setBefore(node, this.#tail);
    this.#setAfter(node, end);
    if (this.#tail === end) this.#head = node;
    else this.#setAfter(this.#tail, node);
    this.#tail = node;
    this.#size++;
  }

  /** Does nothing for a seat that is not in the list. */
  remove(seat: number): void {
    const node = seat + firstNode;
    if (this.#after(node) !== absent) this.#unlink(node);
  }

  /**
   * Visits seats last touched at `untilUs` or before, oldest first, at most `budget` of them. A seat that the visitor
   * neither touches nor removes is removed. Returns how many were visited.
   */
  visitDue(untilUs: number, budget: number, visit: (seat: number) => void): number {
    let visited = 0;
    while (visited < budget && this.#isHeadDue(untilUs)) {
      const node = this.#head;
      visit(node - firstNode);
      visited++;
      if (this.#head === node && this.#isHeadDue(untilUs)) this.#unlink(node);
    }
    return visited;
  }

  /** Writes the seats that are due next, oldest first, into `seats`; returns how many. */
  peekDue(untilUs: number, seats: Int32Array): number {
    let node = this.#head;
    let count = 0;
    while (count < seats.length && this.#isDue(node, untilUs)) {
      seats[count++] = node - firstNode;
      node = this.#after(node);
    }
    return count;
  }

  #isHeadDue(untilUs: number): boolean {
    return this.#isDue(this.#head, untilUs);
  }

  #isDue(node: number, untilUs: number): boolean {
    return node !== end && (this.#stampsUs[node * 2] ?? Infinity) <= untilUs;
  }

  #unlink(node: number): void {
    const before = this.#links[node * 4 + 2] ?? end;
    const after = this.#after(node);
    if (before === end) this.#head = after;
    else this.#setAfter(before, after);
    if (after === end) this.#tail = before;
    else this.#setBefore(after, before);
    this.#setAfter(node, absent);
    this.#size--;
  }

  #after(node: number): number {
    return this.#links[node * 4 + 3] ?? absent;
  }

  #setAfter(node: number, after: number): void {
    this.#links[node * 4 + 3] = after;
  }

  #setBefore(node: number, before: number): void {
    this.#links[node * 4 + 2] = before;
  }

  #makeRoom(node: number): void {
    const nodes = this.#links.length / 4;
    if (node < nodes) return;
    const larger = new ArrayBuffer(Math.max(node + 1, nodes * 2) * bytesANode);
    const links = new Int32Array(larger);
    links.set(this.#links);
    this.#links = links;
    this.#stampsUs = new Float64Array(larger);
  }
}
