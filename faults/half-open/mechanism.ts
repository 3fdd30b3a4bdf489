/** How a client can be kept from telling the server that it is gone; each way leaves other traces. */

import type { FaultContext, LiveConnection } from '../../harness/contracts/fault.ts';
import type { PlannedFault } from '../../harness/contracts/plan.ts';

export interface Silence {
  /** Why it is not (yet) what it says it is; undefined when it is. Asked while the clients are gone. */
  complaint(): Promise<string | undefined>;
  /** What belongs into the proof. */
  facts(): Promise<Readonly<Record<string, unknown>>>;
  /** Idempotent; says how it was done. */
  lift(): Promise<string>;
}

/** In force when it resolves; when it rejects nothing is left of it. */
export type Mechanism = (
  context: FaultContext,
  planned: PlannedFault,
  victims: readonly LiveConnection[],
) => Promise<Silence>;
