/** Whether the files that a scenario names beside itself are there, before anything is started for them. */

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { toScenarioError, type Path, type Problem } from '../scenario/scenario-error.ts';

interface Named {
  readonly what: string;
  readonly path: Path;
  readonly name: string | undefined;
  readonly kind: 'file' | 'directory';
}

/** Throws a ScenarioError (CHAOS_ERR_SCENARIO_INVALID) with the line and column of each name that leads nowhere. */
export function checkFiles({ scenario, baseDirectory, locate, file }: LoadedScenario): void {
  const { target, load } = scenario;
  const named: readonly Named[] = [
    { what: 'load script', path: ['load', 'script'], name: load.script, kind: 'file' },
    {
      what: 'directory of the command',
      path: ['target', 'directory'],
      name: target.directory,
      kind: 'directory',
    },
    {
      what: 'certificate authority',
      path: ['target', 'tls', 'ca'],
      name: target.tls?.ca,
      kind: 'file',
    },
  ];
  const [first, ...others] = named.flatMap((one) => problemOf(one, baseDirectory));
  if (first !== undefined) throw toScenarioError(file, [first, ...others], locate);
}

function problemOf({ what, path, name, kind }: Named, baseDirectory: string): readonly Problem[] {
  if (name === undefined) return [];
  const full = resolve(baseDirectory, name);
  const found = statSync(full, { throwIfNoEntry: false });
  if (kind === 'file' ? found?.isFile() : found?.isDirectory()) return [];
  const why = found === undefined ? 'is not there' : `is not a ${kind}`;
  return [
    {
      code: 'CHAOS_ERR_SCENARIO_INVALID',
      path,
      message: `the ${what} \`${name}\` ${why}.`,
      help: `It is looked for at ${full}: paths count from the directory of the scenario.`,
    },
  ];
}
