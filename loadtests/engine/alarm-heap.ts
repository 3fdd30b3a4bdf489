/** Alarms by the time they ring at, first come first served among equals: a binary heap. */

/** Extend it to have no closure an alarm: `ring` is called once it is due and taken out. */
export abstract class HeapAlarm {
  /** When it rings; the heap's owner sets it before `add`. */
  ringMs = 0;
  /** Its place in the heap and its rank among equals; -1 outside. Only the heap writes them. */
  place = -1;
  order = 0;
  abstract ring(): void;
}

export class AlarmHeap<Item extends HeapAlarm = HeapAlarm> {
  readonly #alarms: Item[] = [];
  #added = 0;

  get first(): Item | undefined {
    return this.#alarms[0];
  }

  add(alarm: Item): void {
    alarm.order = this.#added++;
    this.#alarms.push(alarm);
    this.#up(alarm, this.#alarms.length - 1);
  }

  /** Nothing happens where it is not in the heap. */
  remove(alarm: Item): void {
    const { place } = alarm;
    if (place === -1) return;
    alarm.place = -1;
    const last = this.#alarms.pop();
    if (last === undefined || last === alarm) return;
    this.#down(last, place);
    if (last.place === place) this.#up(last, place);
  }

  #up(alarm: Item, from: number): void {
    let at = from;
    while (at > 0) {
      const above = this.#alarms[(at - 1) >> 1];
      if (above === undefined || isBefore(above, alarm)) break;
      this.#put(above, at);
      at = (at - 1) >> 1;
    }
    this.#put(alarm, at);
  }

  #down(alarm: Item, from: number): void {
    let at = from;
    for (;;) {
      const below = this.#earlierBelow(at);
      if (below === undefined || isBefore(alarm, below)) break;
      const next = below.place;
      this.#put(below, at);
      at = next;
    }
    this.#put(alarm, at);
  }

  #earlierBelow(at: number): Item | undefined {
    const left = this.#alarms[2 * at + 1];
    const right = this.#alarms[2 * at + 2];
    if (left === undefined || right === undefined) return left;
    return isBefore(left, right) ? left : right;
  }

  #put(alarm: Item, at: number): void {
    this.#alarms[at] = alarm;
    alarm.place = at;
  }
}

function isBefore(left: HeapAlarm, right: HeapAlarm): boolean {
  return left.ringMs < right.ringMs || (left.ringMs === right.ringMs && left.order < right.order);
}
