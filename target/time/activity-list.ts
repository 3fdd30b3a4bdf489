/**
 * Things in the order in which they last did something: an intrusive list. A sweep looks at the head alone, so it
 * costs what is due, whatever exists. All nodes of one list wait equally long.
 */

/** What a thing carries to be listed. It is in one list at most. */
export interface Links<Node> {
  /** Time of the last `touch`, in microseconds. */
  stampUs: number;
  before: Node | undefined;
  after: Node | undefined;
  /** The list it is in. */
  list: { remove(node: Node): void } | undefined;
}

/** Links of a thing that is in no list. */
export function unlinked<Node>(): Links<Node> {
  return { stampUs: 0, before: undefined, after: undefined, list: undefined };
}

export class ActivityList<Node extends Links<Node>> {
  #head: Node | undefined;
  #tail: Node | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Moves the node to the end, out of another list if it was in one. `nowUs` never goes back. */
  touch(node: Node, nowUs: number): void {
    node.stampUs = nowUs;
    if (node === this.#tail) return;
    node.list?.remove(node);
    node.before = this.#tail;
    if (this.#tail === undefined) this.#head = node;
    else this.#tail.after = node;
    this.#tail = node;
    node.list = this;
    this.#size++;
  }

  /** Does nothing for a node of no list or of another one. */
  remove(node: Node): void {
    if (node.list !== this) return;
    if (node.before === undefined) this.#head = node.after;
    else node.before.after = node.after;
    if (node.after === undefined) this.#tail = node.before;
    else node.after.before = node.before;
    node.before = undefined;
    node.after = undefined;
    node.list = undefined;
    this.#size--;
  }

  /**
   * Visits nodes last touched at `untilUs` or before, oldest first, at most `budget` of them. A node that the visitor
   * neither touches nor removes is removed. Returns how many were visited.
   */
  visitDue(untilUs: number, budget: number, visit: (node: Node) => void): number {
    let visited = 0;
    while (visited < budget) {
      const node = this.#head;
      if (node === undefined || node.stampUs > untilUs) break;
      visit(node);
      visited++;
      if (this.#head === node && node.stampUs <= untilUs) this.remove(node);
    }
    return visited;
  }
}
