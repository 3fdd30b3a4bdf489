/** Follows the sequence numbers of one connection: what is missing, what came twice. */

export interface SeqRange {
  readonly fromSeq: number;
  readonly toSeq: number;
}

export interface SequenceNews {
  /** Numbers that this event jumped over. */
  readonly gap?: SeqRange;
  /** A run of missing numbers that is now complete. */
  readonly filled?: SeqRange;
  readonly isRepeat: boolean;
}

export class Sequence {
  /** Events that counted: repeats are not among them. */
  count = 0;
  repeated = 0;
  private highest = 0;
  private missing = new Map<number, SeqRange>();
  private left = new Map<SeqRange, number>();

  /** The highest number up to which nothing is missing. */
  get contiguous(): number {
    let lowest = this.highest + 1;
    for (const seq of this.missing.keys()) lowest = Math.min(lowest, seq);
    return lowest - 1;
  }

  take(seq: number): SequenceNews {
    if (seq > this.highest) return this.advance(seq);
    const gap = this.missing.get(seq);
    if (gap === undefined) {
      this.repeated++;
      return { isRepeat: true };
    }
    this.count++;
    this.missing.delete(seq);
    return this.fill(gap);
  }

  /** The server gave these up: they count as missing no longer. */
  giveUp({ fromSeq, toSeq }: SeqRange): void {
    this.highest = Math.max(this.highest, toSeq);
    for (const [seq, gap] of [...this.missing])
      if (seq >= fromSeq && seq <= toSeq) {
        this.missing.delete(seq);
        this.fill(gap);
      }
  }

  private advance(seq: number): SequenceNews {
    const gap = { fromSeq: this.highest + 1, toSeq: seq - 1 };
    this.count++;
    this.highest = seq;
    if (gap.fromSeq > gap.toSeq) return { isRepeat: false };
    for (let each = gap.fromSeq; each <= gap.toSeq; each++) this.missing.set(each, gap);
    this.left.set(gap, gap.toSeq - gap.fromSeq + 1);
    return { gap, isRepeat: false };
  }

  private fill(gap: SeqRange): SequenceNews {
    const left = (this.left.get(gap) ?? 1) - 1;
    if (left > 0) {
      this.left.set(gap, left);
      return { isRepeat: false };
    }
    this.left.delete(gap);
    return { filled: gap, isRepeat: false };
  }
}
