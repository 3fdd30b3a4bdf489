/** From a reference to a checked scenario: read, override, validate, hold against what exists. */

import { dirname } from 'node:path';
import { ChaosError, type SourcePosition } from '../contracts/errors.ts';
import type { Scenario } from '../contracts/scenario.ts';
import { checkFaultNames, checkNames, type KnownNames } from './check-names.ts';
import { checkOrphanWork } from './check-orphan-work.ts';
import { checkSchedule } from './check-schedule.ts';
import { checkTarget } from './check-target.ts';
import { describeIssue } from './describe-issue.ts';
import { fieldsAt } from './known-fields.ts';
import { readSource } from './read-source.ts';
import { resolveAliases } from './resolve-aliases.ts';
import { ScenarioError, toScenarioError, type Problem } from './scenario-error.ts';
import { nameShadowed } from './shadowed-setting.ts';
import { scenarioSchema } from './scenario-schema.ts';
import { applyOverride, type SourceDocument } from './source-document.ts';
import { toScenario } from './to-scenario.ts';

export interface LoadOptions extends KnownNames {
  /** `path=value`, applied in order before anything is checked. */
  readonly overrides: readonly string[];
  /** Hosts other than this machine that the user has allowed. */
  readonly allowHosts: readonly string[];
}

export interface ScenarioWarning {
  readonly message: string;
  readonly help: string;
  readonly position: SourcePosition;
}

export interface LoadedScenario {
  readonly scenario: Scenario;
  /** YAML text of the scenario as it will run, overrides in place. */
  readonly source: string;
  /** Where relative paths in the scenario resolve from. */
  readonly baseDirectory: string;
  /** Absolute path. */
  readonly file: string;
  /** Where a part of it was written. */
  readonly locate: SourceDocument['locate'];
  /** What may make the run prove nothing. */
  readonly warnings: readonly ScenarioWarning[];
}

/**
 * Rejects with a ScenarioError whose `errors` hold every problem of the file (codes CHAOS_ERR_SCENARIO_SYNTAX,
 * CHAOS_ERR_SCENARIO_INVALID, CHAOS_ERR_FAULT_UNKNOWN, CHAOS_ERR_FAULT_SETTINGS, CHAOS_ERR_FAULT_VICTIMS,
 * CHAOS_ERR_HOST_NOT_ALLOWED), or with a ChaosError CHAOS_ERR_SCENARIO_NOT_FOUND or CHAOS_ERR_USAGE.
 */
export async function loadScenario(
  reference: string,
  options: LoadOptions,
): Promise<LoadedScenario> {
  const { file, document, text } = await readSource(reference);
  for (const override of options.overrides) applyOverride(document, override);
  const scenario = validate(document, options.faults);
  const schedule = checkSchedule(scenario, options.faults);
  refuse(document, [
    ...checkTarget(scenario.target, options.allowHosts),
    ...checkNames(scenario, options),
    ...checkOrphanWork(scenario, options.faults),
    ...schedule.flatMap(({ severity, problem }) => (severity === 'problem' ? [problem] : [])),
  ]);
  const warnings = schedule.map(({ problem: { message, help = '', path } }) => ({
    message,
    help,
    position: document.locate(path, false),
  }));
  const source =
    text !== undefined && options.overrides.length === 0 ? text : String(document.yaml);
  const { locate } = document;
  return { scenario, source, baseDirectory: dirname(file), file, locate, warnings };
}

function validate(document: SourceDocument, faults: KnownNames['faults']): Scenario {
  const value = valueOf(document);
  const result = scenarioSchema.safeParse(value);
  if (result.success) return toScenario(result.data);
  const problems = result.error.issues
    .flatMap((issue) => describeIssue(issue, value, fieldsAt))
    .map((problem) => nameShadowed(problem, value, faults));
  refuse(document, [...problems, ...checkFaultNames(value, faults)]);
  throw new Error('a schema issue without a problem');
}

function valueOf({ yaml, name, place }: SourceDocument): unknown {
  const result = resolveAliases(yaml);
  if ('value' in result) return result.value;
  const { message, help, at } = result.problem;
  const options = { position: place(at), help };
  throw new ScenarioError(name, [new ChaosError('CHAOS_ERR_SCENARIO_SYNTAX', message, options)]);
}

function refuse(document: SourceDocument, problems: readonly Problem[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  throw toScenarioError(document.name, [first, ...others], (path, atKey) =>
    document.locate(path, atKey),
  );
}
