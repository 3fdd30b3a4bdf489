/** A fault point that throws, by connection id: called by the server where its own code could fail. */

import type { Clock } from '../../harness/contracts/clock.ts';
import type { ThrowPoint } from '../../harness/contracts/target.ts';

export class ThrowPointById implements ThrowPoint {
  readonly #name: string;
  readonly #clock: Clock;
  readonly #armed = new Map<
    string,
    { left: number; readonly lastingUs: number; untilUs?: number }
  >();

  /** `name` says in the error what failed. */
  constructor(name: string, clock: Clock) {
    this.#name = name;
    this.#clock = clock;
  }

  arm(
    connections: readonly string[],
    { times, lastingMs }: { readonly times: number; readonly lastingMs: number },
  ): Promise<void> {
    const lastingUs = lastingMs * 1000;
    for (const id of connections) this.#armed.set(id, { left: times, lastingUs });
    return Promise.resolve();
  }

  disarm(connections: readonly string[]): Promise<void> {
    for (const id of connections) this.#armed.delete(id);
    return Promise.resolve();
  }

  /** Throws where armed for this connection and not used up. */
  pass(connection: string): void {
    const armed = this.#armed.get(connection);
    if (armed === undefined) return;
    const nowUs = this.#clock.nowUs();
    armed.untilUs ??= nowUs + armed.lastingUs;
    if (armed.left <= 0 && nowUs >= armed.untilUs) {
      this.#armed.delete(connection);
      return;
    }
    armed.left--;
    throw new Error(`${this.#name} failed at the fault point`);
  }
}
