/**
 * What is known of each seat, in one row of numbers: whoever keeps something of it claims fields, so that a look at one
 * seat touches one place in memory, whoever looks. Seats that nobody looks at cost a sweep nothing.
 */

const leastSeats = 64;
/** Numbers in a line of memory, as processors fetch it. */
const numbersALine = 8;

export class Ledger {
  /** Numbers of a row that are claimed, and those it has: whole lines, for one that begins in the middle is in one more. */
  #claimed = 0;
  #width = 0;
  #values = new Float64Array(0);

  /** So many further fields in every row. Throws once something was written. */
  claim(fields: number): Records {
    if (this.#values.length > 0) throw new Error('fields are claimed before rows are written');
    const first = this.#claimed;
    this.#claimed += fields;
    this.#width = Math.ceil(this.#claimed / numbersALine) * numbersALine;
    return new Records(this, first);
  }

  get(seat: number, field: number): number {
    return seat < 0 ? 0 : (this.#values[seat * this.#width + field] ?? 0);
  }

  set(seat: number, field: number, value: number): void {
    if (seat < 0) return;
    if ((seat + 1) * this.#width > this.#values.length) this.#grow(seat);
    this.#values[seat * this.#width + field] = value;
  }

  /** A sum over the row, with less than a line of memory between: has the processor fetch all of it. */
  touch(seat: number): number {
    const start = seat * this.#width;
    const end = start + this.#claimed;
    let sum = this.#values[end - 1] ?? 0;
    for (let index = start; index < end; index += numbersALine) {
      sum += this.#values[index] ?? 0;
    }
    return sum;
  }

  #grow(seat: number): void {
    const seats = Math.max(seat + 1, leastSeats, (2 * this.#values.length) / this.#width);
    const larger = new Float64Array(seats * this.#width);
    larger.set(this.#values);
    this.#values = larger;
  }
}

/** The fields of one who claimed some. */
export class Records {
  readonly ledger: Ledger;
  readonly #first: number;

  constructor(ledger: Ledger, first: number) {
    this.ledger = ledger;
    this.#first = first;
  }

  /** 0 where nothing was set, and for a connection that is gone and has no seat. */
  get(seat: number, field: number): number {
    return this.ledger.get(seat, this.#first + field);
  }

  /** Does nothing for a connection that is gone and has no seat. */
  set(seat: number, field: number, value: number): void {
    this.ledger.set(seat, this.#first + field, value);
  }
}
