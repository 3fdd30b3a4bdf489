/** Events as they come, and a way to wait for one. */

import type { EventOf, HistoryEvent, HistoryKind } from '../../../harness/contracts/history.ts';

export class CollectedEvents {
  readonly all: HistoryEvent[] = [];
  #waiting: { test: (event: HistoryEvent) => boolean; resolve: () => void }[] = [];

  add(events: readonly HistoryEvent[]): void {
    this.all.push(...events);
    const due = this.#waiting.filter(({ test }) => events.some(test));
    this.#waiting = this.#waiting.filter((waiting) => !due.includes(waiting));
    for (const { resolve } of due) resolve();
  }

  of<Kind extends HistoryKind>(kind: Kind): EventOf<Kind>[] {
    return this.all.filter((event): event is EventOf<Kind> => event.kind === kind);
  }

  async until(kind: HistoryKind, connection?: string): Promise<void> {
    const test = (event: HistoryEvent): boolean =>
      event.kind === kind &&
      (connection === undefined || ('connection' in event && event.connection === connection));
    await this.untilOne(test);
  }

  async untilOne(test: (event: HistoryEvent) => boolean): Promise<void> {
    if (this.all.some(test)) return;
    await new Promise<void>((resolve) => this.#waiting.push({ test, resolve }));
  }
}
