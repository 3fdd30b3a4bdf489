/** Who is held by which fault, from when until when. */

/** Milliseconds after the start of the run. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

export class Holds {
  readonly #byKey = new Map<string, Span[]>();

  /** Whether a fault holds `key` at any moment of the span; spans that only touch do not overlap. */
  isHeld(key: string, { fromMs, untilMs }: Span): boolean {
    const holds = this.#byKey.get(key) ?? [];
    return holds.some((hold) => hold.fromMs < untilMs && fromMs < hold.untilMs);
  }

  add(key: string, hold: Span): void {
    const holds = this.#byKey.get(key);
    if (holds === undefined) this.#byKey.set(key, [hold]);
    else holds.push(hold);
  }
}
