/** A few numbers a seat, side by side in memory, so that a look at one seat touches one place. Grows as seats are taken. */

const leastSeats = 64;

export class Records {
  readonly #width: number;
  #values: Float64Array;

  /** `width`: numbers a seat. */
  constructor(width: number) {
    this.#width = width;
    this.#values = new Float64Array(leastSeats * width);
  }

  /** 0 where nothing was set. */
  get(seat: number, field: number): number {
    return this.#values[seat * this.#width + field] ?? 0;
  }

  /** Does nothing for a connection that is gone and has no seat. */
  set(seat: number, field: number, value: number): void {
    if (seat < 0) return;
    const index = seat * this.#width + field;
    if (index >= this.#values.length) this.#grow(seat);
    this.#values[index] = value;
  }

  #grow(seat: number): void {
    const seats = Math.max(seat + 1, (2 * this.#values.length) / this.#width);
    const larger = new Float64Array(seats * this.#width);
    larger.set(this.#values);
    this.#values = larger;
  }
}
