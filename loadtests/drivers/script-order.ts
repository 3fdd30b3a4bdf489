/** What every driver hands a script: its file, its variables, and the file of the plan's users. */

import { mkdir, writeFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadRequest } from '../../harness/contracts/load.ts';
import { laneRouter } from './lane-routing.ts';
import { scriptUsers } from './users-file.ts';

const builtInScript = fileURLToPath(new URL('../user-mix.ts', import.meta.url));

export interface ScriptOrder {
  /** Absolute path. */
  readonly script: string;
  /** `__ENV` of the script; what the scenario says wins. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the script does not say how many run how long: all users of the plan, until its end. */
  readonly defaults: ScriptDefaults;
}

/** Options in k6's words, weaker than the script's own. */
export interface ScriptDefaults {
  readonly vus: number;
  readonly duration: string;
}

/** Writes the users into the work directory, which is made. */
export async function orderScript(request: LoadRequest): Promise<ScriptOrder> {
  const { plan, workDirectory, laneUrls, durationMs } = request;
  await mkdir(workDirectory, { recursive: true });
  const usersFile = join(workDirectory, 'load-users.json');
  await writeFile(usersFile, JSON.stringify(scriptUsers(plan, laneRouter(plan, laneUrls))));
  return {
    script: scriptPath(request),
    env: {
      WS_URL: laneUrls['default'] ?? '',
      CHAOS_USERS: resolve(usersFile),
      CHAOS_DURATION_MS: String(durationMs),
      ...(areAnswersJudged(plan) ? { CHAOS_ANSWERS: 'true' } : {}),
      ...plan.load.env,
    },
    defaults: { vus: Math.max(1, plan.load.users.length), duration: `${durationMs}ms` },
  };
}

/** Every connection reports twice a second then: nothing for large loads that nobody judges by it. */
function areAnswersJudged({ serviceLevel }: LoadRequest['plan']): boolean {
  return (
    serviceLevel.bystandersWithinMs !== undefined || serviceLevel.recoveredWithinMs !== undefined
  );
}

/** Absolute; the built-in user mix where the plan names none. */
export function scriptPath({ plan, baseDirectory }: LoadRequest): string {
  const { script } = plan.load;
  if (script === undefined) return builtInScript;
  return isAbsolute(script) ? script : resolve(baseDirectory, script);
}
