/** What the driver orders from the engine's process: a JSON file, its path the only argument. */

import type { RawOptions } from './options/test-options.ts';
import type { CompiledScript } from './script/compiled-script.ts';
import type { PlannedLane, PlannedUser } from '../../harness/contracts/plan.ts';

export interface EngineRequest {
  readonly script: CompiledScript;
  readonly env: Readonly<Record<string, string>>;
  /** Options weaker than the script's own. */
  readonly defaults: RawOptions;
  /** In the order of the virtual users' numbers. */
  readonly users: readonly Pick<PlannedUser, 'id'>[];
  readonly lanes: readonly PlannedLane[];
  readonly laneUrls: Readonly<Record<string, string>>;
  /** Of a server that is the user's own, where a script may connect by its real address. */
  readonly targetUrl?: string;
  /** After the start, by when every user must have left. */
  readonly durationMs: number;
}
