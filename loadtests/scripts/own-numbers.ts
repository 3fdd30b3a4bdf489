/** Numbers one connection gives to what it asks for; another's are others, so that a mixed-up answer is known as such. */

/** Different starts for all the connections of a load, and room for what each asks. */
const starts = 1_000_000;
const room = 1000;

export class OwnNumbers {
  private readonly first: number;
  private last: number;

  constructor(connection: string) {
    this.first = (hashOf(connection) % starts) * room;
    this.last = this.first;
  }

  /** The one given last. */
  get current(): number {
    return this.last;
  }

  next(): number {
    this.last++;
    return this.last;
  }

  /** Whether it was given by this connection. */
  owns(number: number): boolean {
    return number > this.first && number <= this.last;
  }
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
