/**
 * Numbered places for seats, in blocks that are there only while somebody is in them. To make room copies a few
 * references at most, however many places there are, so nobody ever waits for it.
 */

const shift = 8;
/** Places a block has. */
export const blockPlaces = 1 << shift;
/** In a place where there is none. */
export const nobody = -1;

class Block {
  number = -1;
  readonly seats = new Int32Array(blockPlaces).fill(nobody);
  readonly stampsUs = new Float64Array(blockPlaces);
  living = 0;
}

/** Beyond as many as are in use, so many empty blocks are kept. */
const leastSpares = 4;

export class Places {
  /** By number, modulo its length. */
  #ring: (Block | undefined)[] = new Array<Block | undefined>(4).fill(undefined);
  /** Empty ones that are used again: what lived long is dear to collect. */
  readonly #spares: Block[] = [];
  #blocks = 0;

  /** Places there is room for, empty ones included. */
  get room(): number {
    return this.#blocks * blockPlaces;
  }

  /** `nobody` for an empty one. */
  seatAt(place: number): number {
    return this.#blockOf(place)?.seats[place % blockPlaces] ?? nobody;
  }

  /** Of a place with somebody in it. */
  stampAt(place: number): number {
    return this.#blockOf(place)?.stampsUs[place % blockPlaces] ?? Infinity;
  }

  /** Into an empty place. */
  put(place: number, seat: number, stampUs: number): void {
    const block = this.#blockOf(place) ?? this.#newBlock(place);
    block.seats[place % blockPlaces] = seat;
    block.stampsUs[place % blockPlaces] = stampUs;
    block.living++;
  }

  /** Empties a place with somebody in it. */
  clear(place: number): void {
    const block = this.#blockOf(place);
    if (block === undefined) return;
    block.seats[place % blockPlaces] = nobody;
    block.living--;
    if (block.living === 0) this.#letGo(block);
  }

  /** The first place with somebody in it from here on; `end` where there is none before. */
  nextTaken(from: number, end: number): number {
    let place = from;
    while (place < end) {
      const block = this.#blockOf(place);
      const nextBlock = place - (place % blockPlaces) + blockPlaces;
      if (block === undefined) {
        place = nextBlock;
        continue;
      }
      for (const until = Math.min(nextBlock, end); place < until; place++)
        if (block.seats[place % blockPlaces] !== nobody) return place;
    }
    return end;
  }

  #blockOf(place: number): Block | undefined {
    const number = Math.floor(place / blockPlaces);
    const block = this.#ring[number & (this.#ring.length - 1)];
    return block?.number === number ? block : undefined;
  }

  #newBlock(place: number): Block {
    const block = this.#spares.pop() ?? new Block();
    block.number = Math.floor(place / blockPlaces);
    this.#blocks++;
    while (!isFree(this.#ring, block)) this.#widen();
    this.#ring[block.number & (this.#ring.length - 1)] = block;
    return block;
  }

  #letGo(block: Block): void {
    this.#ring[block.number & (this.#ring.length - 1)] = undefined;
    this.#blocks--;
    if (this.#spares.length < this.#blocks + leastSpares) this.#spares.push(block);
  }

  #widen(): void {
    const wider = new Array<Block | undefined>(2 * this.#ring.length).fill(undefined);
    for (const block of this.#ring) if (block) wider[block.number & (wider.length - 1)] = block;
    this.#ring = wider;
  }
}

function isFree(ring: readonly (Block | undefined)[], { number }: Block): boolean {
  return ring[number & (ring.length - 1)] === undefined;
}
