/** The command line and the environment a k6 is started with. */

import type { ScriptOrder } from '../script-order.ts';

export interface K6Files {
  /** Options weaker than the script's, as JSON. */
  readonly config: string;
  /** Where k6 writes its samples, one JSON object a line. */
  readonly samples: string;
  /** Where it writes the summary at its end. */
  readonly summary: string;
}

/** The engine's name as scripts see it in `__ENV.CHAOS_ENGINE`. */
export const k6EngineName = 'k6';

export function k6Arguments({ script, env }: ScriptOrder, files: K6Files): readonly string[] {
  const variables = { ...env, CHAOS_ENGINE: k6EngineName };
  return [
    'run',
    '--quiet',
    '--no-color',
    '--no-usage-report',
    ...['--config', files.config],
    ...['--log-format', 'json'],
    ...['--out', `json=${files.samples}`],
    ...['--summary-export', files.summary],
    ...Object.entries(variables).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
    script,
  ];
}

/** The user's variables without those that would change the plan; k6 may fetch no binary of its own. */
export function k6Environment(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const kept = Object.entries(env).filter(([name]) => name !== 'K6' && !name.startsWith('K6_'));
  return { ...Object.fromEntries(kept), K6_AUTO_EXTENSION_RESOLUTION: 'false' };
}
