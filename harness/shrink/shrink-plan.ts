/** The smallest plan that still shows a failure: faults, then their victims, then the load around them. */

import type { Plan } from '../contracts/plan.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { minimize, type Shows } from './minimize.ts';
import { bystandersOf, withFaults, withUsers, withVictims, type Seal } from './reduce-plan.ts';

export interface ShrinkOptions {
  readonly seal: Seal;
  /** Executes a plan once; true where the failure shows. An error ends the shrinking. */
  runOnce(plan: Plan): Promise<boolean>;
  /** A plan shows the failure when at least `atLeast` of `runs` runs do. */
  readonly reproduce: { readonly atLeast: number; readonly runs: number };
  /** Runs in all; when they are spent, the smallest plan so far is the result. */
  readonly budgetRuns: number;
  readonly signal?: AbortSignal;
  onStep?(step: ShrinkStep): void;
}

export interface ShrinkStep {
  readonly size: PlanSize;
  readonly shows: boolean;
  readonly runsSpent: number;
}

export interface PlanSize {
  readonly faults: number;
  readonly victims: number;
  readonly users: number;
}

export interface ShrinkResult {
  /** The smallest plan that shows the failure; the one given where nothing smaller does. */
  readonly plan: Plan;
  /** False when not even the plan given shows it often enough. */
  readonly reproduced: boolean;
  readonly runsSpent: number;
  /** `minimal`: leaving out any one fault, victim or user hides it. */
  readonly end: 'minimal' | 'budget' | 'aborted' | 'not-reproduced';
}

/** Every named check fails. */
export function showsFailure({ checks }: Verdict, names: readonly string[]): boolean {
  const failed = new Set(
    checks.filter((check) => check.outcome === 'fail').map(({ name }) => name),
  );
  return names.length > 0 && names.every((name) => failed.has(name));
}

export function sizeOf({ faults, load }: Plan): PlanSize {
  const victims = faults.reduce((sum, fault) => sum + fault.victims.length, 0);
  return { faults: faults.length, victims, users: load.users.length };
}

/** Never runs the same plan twice, and stops a series as soon as it is decided. */
export async function shrinkPlan(plan: Plan, options: ShrinkOptions): Promise<ShrinkResult> {
  const trial = new Trial(options);
  let best = plan;
  const finish = (end: ShrinkResult['end']): ShrinkResult => {
    const reproduced = end !== 'not-reproduced';
    return { plan: best, reproduced, runsSpent: trial.runsSpent, end };
  };
  try {
    if (!(await trial.shows(plan))) return finish('not-reproduced');
    for (let before = ''; before !== best.hash;) {
      before = best.hash;
      for (const pass of passes) {
        await pass(best, {
          seal: options.seal,
          shows: async (smaller) => {
            const shows = await trial.shows(smaller);
            if (shows) best = smaller;
            return shows;
          },
        });
      }
    }
    return finish('minimal');
  } catch (error) {
    if (error instanceof OutOfRuns) return finish(error.why);
    throw error;
  }
}

interface PassContext {
  readonly seal: Seal;
  readonly shows: (plan: Plan) => Promise<boolean>;
}

/** Each goes over one dimension; what it accepts, `shows` keeps. */
const passes: readonly ((plan: Plan, context: PassContext) => Promise<unknown>)[] = [
  (plan, { seal, shows }) =>
    minimize(plan.faults, (faults) => shows(withFaults(plan, faults, seal))),

  async (plan, { seal, shows }) => {
    let current = plan;
    for (const { id, victims } of plan.faults) {
      const from = current;
      const show: Shows<string> = async (fewer) => {
        if (fewer.length === 0) return false; // without victims there is no fault; that was tried
        const smaller = withVictims(from, { fault: id, victims: fewer }, seal);
        const isSmaller = await shows(smaller);
        if (isSmaller) current = smaller;
        return isSmaller;
      };
      await minimize(victims, show);
    }
  },

  (plan, { seal, shows }) => {
    const bystanders = new Set(bystandersOf(plan));
    return minimize([...bystanders], (some) => {
      const kept = new Set(some);
      const users = plan.load.users.filter((user) => !bystanders.has(user) || kept.has(user));
      return users.length === 0 ? Promise.resolve(false) : shows(withUsers(plan, users, seal));
    });
  },
];

class OutOfRuns extends Error {
  readonly why: 'budget' | 'aborted';

  constructor(why: 'budget' | 'aborted') {
    super(why);
    this.why = why;
  }
}

class Trial {
  runsSpent = 0;
  readonly #options: ShrinkOptions;
  readonly #known = new Map<string, boolean>();

  constructor(options: ShrinkOptions) {
    this.#options = options;
  }

  async shows(plan: Plan): Promise<boolean> {
    const known = this.#known.get(plan.hash);
    if (known !== undefined) return known;
    const shows = await this.#series(plan);
    this.#known.set(plan.hash, shows);
    this.#options.onStep?.({ size: sizeOf(plan), shows, runsSpent: this.runsSpent });
    return shows;
  }

  async #series(plan: Plan): Promise<boolean> {
    const { reproduce, budgetRuns, signal } = this.#options;
    const { atLeast, runs } = reproduce;
    let shown = 0;
    for (let run = 0; run < runs && shown < atLeast; run += 1) {
      if (shown + runs - run < atLeast) return false;
      if (signal?.aborted === true) throw new OutOfRuns('aborted');
      if (this.runsSpent >= budgetRuns) throw new OutOfRuns('budget');
      this.runsSpent += 1;
      if (await this.#options.runOnce(plan)) shown += 1;
    }
    return shown >= atLeast;
  }
}
