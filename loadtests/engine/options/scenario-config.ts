/** Scenarios after checking: what each executor needs, times in milliseconds. */

interface Common {
  readonly name: string;
  readonly startTimeMs: number;
  readonly gracefulStopMs: number;
  /** Name of the exported function. */
  readonly exec: string;
  readonly env: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Stage {
  readonly durationMs: number;
  readonly target: number;
}

export interface IterationsScenario extends Common {
  readonly executor: 'per-vu-iterations' | 'shared-iterations';
  readonly vus: number;
  readonly iterations: number;
  readonly maxDurationMs: number;
}

export interface ConstantVusScenario extends Common {
  readonly executor: 'constant-vus';
  readonly vus: number;
  readonly durationMs: number;
}

export interface RampingVusScenario extends Common {
  readonly executor: 'ramping-vus';
  readonly startVUs: number;
  readonly stages: readonly Stage[];
  readonly gracefulRampDownMs: number;
}

export interface ConstantArrivalScenario extends Common {
  readonly executor: 'constant-arrival-rate';
  readonly durationMs: number;
  readonly rate: number;
  readonly timeUnitMs: number;
  readonly preAllocatedVUs: number;
  readonly maxVUs: number;
}

export interface RampingArrivalScenario extends Common {
  readonly executor: 'ramping-arrival-rate';
  readonly startRate: number;
  readonly stages: readonly Stage[];
  readonly timeUnitMs: number;
  readonly preAllocatedVUs: number;
  readonly maxVUs: number;
}

export type ScenarioConfig =
  | IterationsScenario
  | ConstantVusScenario
  | RampingVusScenario
  | ConstantArrivalScenario
  | RampingArrivalScenario;

export type ExecutorName = ScenarioConfig['executor'];

/** How long new iterations may start, after the scenario's own start. */
export function regularDurationMs(scenario: ScenarioConfig): number {
  if ('durationMs' in scenario) return scenario.durationMs;
  if ('stages' in scenario)
    return scenario.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return scenario.maxDurationMs;
}

/** The most virtual users it can have at once. */
export function mostUsers(scenario: ScenarioConfig): number {
  if ('maxVUs' in scenario) return scenario.maxVUs;
  if ('vus' in scenario) return scenario.vus;
  return Math.max(scenario.startVUs, ...scenario.stages.map(({ target }) => target));
}
