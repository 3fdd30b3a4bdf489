/** The sequence numbers one connection is still waiting for, and since when. */

export interface Gap {
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly sinceUs: number;
}

export interface Range {
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** Holds what is missing; ranges may be filled in parts and in any order. */
export class OpenGaps {
  #gaps: Gap[] = [];
  #highest = 0;

  get open(): readonly Gap[] {
    return this.#gaps;
  }

  /** Whether the client has noticed that `seq` is missing, settled since or not. */
  knows(seq: number): boolean {
    return seq <= this.#highest;
  }

  miss({ fromSeq, toSeq }: Range, sinceUs: number): void {
    this.#highest = Math.max(this.#highest, toSeq);
    this.#gaps.push({ fromSeq, toSeq, sinceUs });
  }

  /** Takes a range off; the result is what of it had been missing. */
  settle({ fromSeq, toSeq }: Range): readonly Gap[] {
    const settled: Gap[] = [];
    const left: Gap[] = [];
    for (const gap of this.#gaps) {
      const from = Math.max(gap.fromSeq, fromSeq);
      const to = Math.min(gap.toSeq, toSeq);
      if (from > to) {
        left.push(gap);
        continue;
      }
      settled.push({ ...gap, fromSeq: from, toSeq: to });
      if (gap.fromSeq < from) left.push({ ...gap, toSeq: from - 1 });
      if (gap.toSeq > to) left.push({ ...gap, fromSeq: to + 1 });
    }
    this.#gaps = left;
    return settled;
  }
}

/** `7` or `7–9`. */
export function formatRange({ fromSeq, toSeq }: Range): string {
  return fromSeq === toSeq ? String(fromSeq) : `${fromSeq}–${toSeq}`;
}
