/** Whether anybody reads what waits for him, look by look. */

interface Seen {
  readonly bytesRead: number;
  readonly looks: number;
}

export interface Standstill {
  /** Looks in a row, up to this one, at which something waited and nothing had been read since the one before. */
  readonly note: (
    who: string,
    look: { readonly waiting: number; readonly bytesRead: number },
  ) => number;
}

export function standstill(): Standstill {
  const seen = new Map<string, Seen>();
  return {
    note: (who, { waiting, bytesRead }) => {
      const before = seen.get(who);
      const isStill = waiting > 0 && before?.bytesRead === bytesRead;
      const looks = isStill ? before.looks + 1 : 0;
      seen.set(who, { bytesRead, looks });
      return looks;
    },
  };
}
