/** Which messages a rule is about: of those counted from arming every n-th, at most so many. */

export interface Choice {
  readonly every: number;
  readonly limit: number;
}

export interface Chooser {
  /** To be asked once a message, in order. */
  next(): boolean;
  /** The last one that was chosen could not be hit, and does not count against the limit. */
  giveBack(): void;
  readonly isExhausted: boolean;
}

export function chooser({ every, limit }: Choice): Chooser {
  let index = 0;
  let chosen = 0;
  return {
    next: () => {
      index++;
      if (index % every !== 0 || chosen >= limit) return false;
      chosen++;
      return true;
    },
    giveBack: () => {
      chosen--;
    },
    get isExhausted() {
      return chosen >= limit;
    },
  };
}
