/** Whether a reader keeps up, look by look: what waited for him at one of them he has read a few looks later. */

interface Mark {
  /** Where the stream had come to, read and unread. */
  readonly endBytes: number;
  readonly look: number;
}

interface Followed {
  look: number;
  /** The oldest of which something is not read yet. */
  mark: Mark | undefined;
}

export interface Backlog {
  /** Looks since the one at which something waited that is not read yet; 0 where all of it is. */
  readonly note: (
    who: string,
    look: { readonly waiting: number; readonly bytesRead: number },
  ) => number;
}

export function backlog(): Backlog {
  const all = new Map<string, Followed>();
  return {
    note: (who, { waiting, bytesRead }) => {
      const followed = all.get(who) ?? { look: 0, mark: undefined };
      all.set(who, followed);
      followed.look++;
      const isRead = waiting === 0 || bytesRead >= (followed.mark?.endBytes ?? 0);
      if (isRead) followed.mark = undefined;
      if (waiting === 0) return 0;
      followed.mark ??= { endBytes: bytesRead + waiting, look: followed.look };
      return followed.look - followed.mark.look;
    },
  };
}
