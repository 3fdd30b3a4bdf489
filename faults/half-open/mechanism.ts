/** A way to keep the end of a client from its server; the three of them differ in who is deceived, and how deep. */

import type {
  FaultContext,
  FaultNeed,
  LiveConnection,
  ToxicSpec,
} from '../../harness/contracts/fault.ts';
import type { PlannedFault } from '../../harness/contracts/plan.ts';

export interface Mechanism {
  readonly needs: readonly FaultNeed[];
  readonly toxics: readonly ToxicSpec[];
  /** Where the tap stands: before it (the tap must see no end), or at or behind it (the kernel alone can tell). */
  readonly tapIsDeceived: boolean;
  /** From when it resolves nothing of the victims' ends reaches the server. */
  hold(victims: readonly LiveConnection[], where: Where): Promise<Hold>;
}

export interface Where {
  readonly planned: PlannedFault;
  readonly context: FaultContext;
}

export interface Hold {
  /** What shows that it is in force, and what speaks against single victims. */
  look(): Promise<{
    readonly facts: Readonly<Record<string, unknown>>;
    readonly reasonAgainst: (victim: LiveConnection) => string | undefined;
  }>;
  /** Gives up before the clients are gone. */
  cancel(): Promise<void>;
  /** Lets the end through, and says how. */
  release(): Promise<string>;
}
