/** How far two counts have been apart, sample by sample, since they last were equal. */

interface Sample {
  readonly atUs: number;
  readonly by: number;
}

export class Difference {
  #samples: Sample[] = [];

  /** `by` is how far apart they are now, in either direction. */
  note(atUs: number, by: number): void {
    if (by === 0) this.#samples = [];
    else this.#samples.push({ atUs, by });
  }

  /** Since when every sample has been more than `allowed` apart; undefined where the newest is not. */
  beyondSinceUs(allowed: number): number | undefined {
    const within = this.#samples.findLastIndex(({ by }) => by <= allowed);
    return this.#samples[within + 1]?.atUs;
  }
}
