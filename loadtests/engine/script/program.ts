/** What a run needs of a script, however it is run: in the engine's own thread, or in one a user. */

import type { SourcePosition } from '../../../harness/contracts/errors.ts';
import type { VirtualUser } from '../user/virtual-user.ts';

/** What was thrown, with the first place in the user's own source. */
export interface Described {
  readonly text: string;
  readonly position?: SourcePosition;
}

export interface Program {
  /** Whether users need an `__ENV` of their own because the script writes to it. */
  readonly writesEnv: boolean;
  /** Throws CHAOS_ERR_LOAD_UNSUPPORTED when it cannot be run by so many users at once. */
  admit(users: number): void;
  /**
   * Runs the script's init code for this user; its exports are in `user.exports` afterwards: at once, or when what it
   * returns resolves.
   */
  instantiate(user: VirtualUser, console: object): Promise<void> | undefined;
  /** Resolves when every user made so far can start. */
  settled(): Promise<void>;
  describe(error: unknown): Described;
  /** `TypeError: x is not a function (chat.ts:3:7)`. */
  describeLine(error: unknown): string;
  /** Nothing of the script runs afterwards. */
  close(): Promise<void>;
}
