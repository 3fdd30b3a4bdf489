/** A judgement that has to hold for a while, victim by victim, and then stands whatever comes after. */

export interface Steadily {
  /** The reason that still speaks against this one after a look at `nowUs`; undefined once it has held long enough. */
  note(who: string, reason: string | undefined, nowUs: number): string | undefined;
}

/** @param lastingMs how long nothing may have spoken against somebody. */
export function steadily(lastingMs: number): Steadily {
  const sinceUs = new Map<string, number>();
  const settled = new Set<string>();
  return {
    note: (who, reason, nowUs) => {
      if (settled.has(who)) return undefined;
      if (reason !== undefined) {
        sinceUs.delete(who);
        return reason;
      }
      const beganUs = sinceUs.get(who) ?? nowUs;
      sinceUs.set(who, beganUs);
      if (nowUs - beganUs < lastingMs * 1000) return `it has not lasted ${lastingMs} ms`;
      settled.add(who);
      return undefined;
    },
  };
}
