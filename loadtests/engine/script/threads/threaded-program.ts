/** A script whose blocking calls cannot become waits: each user runs it in a thread of its own. */

import { ChaosError } from '../../../../harness/contracts/errors.ts';
import type { VirtualUser } from '../../user/virtual-user.ts';
import type { BlockedCall, CompiledScript } from '../compiled-script.ts';
import type { Described, Program } from '../program.ts';
import { ScriptProgram } from '../script-program.ts';
import type { ThreadFacts } from './thread-messages.ts';
import { mostThreads } from './most-threads.ts';
import { UserThread, type ThreadCode } from './user-thread.ts';

type ThreadReason = Required<CompiledScript>['threads'];

export class ThreadedProgram implements Program {
  readonly writesEnv = false;
  readonly #code: ThreadCode;
  readonly #reason: BlockedCall;
  /** Finds places in the source; runs nothing. */
  readonly #map: ScriptProgram;
  readonly #threads: UserThread[] = [];
  #facts: ThreadFacts | undefined;

  /** Throws CHAOS_ERR_LOAD_SCRIPT when the code cannot be compiled. */
  constructor(script: CompiledScript, { program, ...reason }: ThreadReason) {
    this.#reason = reason;
    const { code, map, shifts, entry, imports, waits } = script;
    const lean = { code, map, shifts, entry, imports, waits, optionPlaces: {} };
    this.#code = { script: lean, program, sharedArrays: new Map() };
    this.#map = new ScriptProgram(script);
  }

  admit(users: number): void {
    if (users <= mostThreads) return;
    const { text, position } = this.#reason;
    throw new ChaosError(
      'CHAOS_ERR_LOAD_UNSUPPORTED',
      `a call here blocks, and ${text}; such a script runs in one thread a user, for ${mostThreads} users ` +
        `at most, and the test has ${users}`,
      {
        ...(position === undefined ? {} : { position }),
        help: `Move the call out of this function, or run ${mostThreads} users at most.`,
      },
    );
  }

  async instantiate(user: VirtualUser): Promise<void> {
    const thread = new UserThread(user, this.#code);
    this.#threads.push(thread);
    // users after the first are made in one go, and asked for their functions at once
    if (this.#facts !== undefined) user.exports = exportsOf(this.#facts, thread);
    const facts = await thread.facts;
    this.#facts ??= facts;
    for (const { name, type, contains } of facts.metrics)
      user.context.metrics.define(name, type, contains);
    user.exports = exportsOf(facts, thread);
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#threads.map(({ facts }) => facts));
  }

  describe(error: unknown): Described {
    return this.#map.describe(error);
  }

  describeLine(error: unknown): string {
    return this.#map.describeLine(error);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}

function exportsOf(
  { functions, options }: ThreadFacts,
  thread: UserThread,
): VirtualUser['exports'] {
  const calls = functions.map((name) => [
    name,
    (argument: unknown): Promise<unknown> => thread.call(name, argument),
  ]);
  return { ...(Object.fromEntries(calls) as object), options };
}
