/** The processes of one tap, asked all at once: a connection lives in one of them, and nobody else knows in which. */

import type { PartExit } from '../../harness/contracts/parts.ts';
import type { Child } from '../../harness/process/start-child.ts';
import { processOfNewest, type Opened } from './newest.ts';

/** Parameters of a call, of whatever shape beside the names. */
interface OfConnections extends Readonly<Record<string, unknown>> {
  readonly connections: readonly string[];
}

export class ChildGroup {
  readonly #children: Child[] = [];
  readonly #exited = Promise.withResolvers<PartExit>();

  /** When one ends, whoever ended it, the others are ended too. */
  add(child: Child): void {
    this.#children.push(child);
    void child.exited.then(async (exit) => {
      await this.stop(0);
      this.#exited.resolve(exit);
    });
  }

  get isEmpty(): boolean {
    return this.#children.length === 0;
  }

  get first(): Child {
    const [first] = this.#children;
    if (first === undefined) throw new RangeError('a tap has at least one process');
    return first;
  }

  get pids(): readonly number[] {
    return this.#children.map(({ pid }) => pid);
  }

  /** Resolves when all are gone, with the exit of the first that was. */
  get exited(): Promise<PartExit> {
    return this.#exited.promise;
  }

  async stop(graceMs: number): Promise<void> {
    await Promise.all(this.#children.map((child) => child.stop(graceMs)));
  }

  /** One answer a process. Rejects when one of them does. */
  call(method: string, params: unknown, withinMs?: number): Promise<readonly unknown[]> {
    return Promise.all(this.#children.map((child) => child.call(method, params, withinMs)));
  }

  /**
   * Asks each process about those of the connections that are its own: where a name is used twice it means the newest
   * connection of that name, as it does within one process.
   */
  async callOwners(
    method: string,
    params: OfConnections,
    withinMs?: number,
  ): Promise<readonly unknown[]> {
    if (this.#children.length === 1) return this.call(method, params, withinMs);
    const { connections } = params;
    const opened = (await this.call('opened', { connections })) as readonly (readonly Opened[])[];
    const owners = processOfNewest(opened);
    const calls = this.#children.map((child, index) => {
      const own = connections.filter((connection) => owners.get(connection) === index);
      return child.call(method, { ...params, connections: own }, withinMs);
    });
    return Promise.all(calls);
  }
}
