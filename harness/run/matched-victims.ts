/** Victims whom the plan names by what they ask for: watched for from before the load connects, known when their fault begins. */

import type { TapControl } from '../contracts/fault.ts';
import type { Plan, PlannedFault } from '../contracts/plan.ts';
import { chooseMatched } from './choose-matched.ts';
import { victimsNear } from './near-faults.ts';

export class MatchedVictims {
  readonly #tap: Pick<TapControl, 'injector'>;
  #plan: Plan;
  /** Faults of one moment choose one after the other, so that none takes another's victims. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(plan: Plan, tap: Pick<TapControl, 'injector'>) {
    this.#plan = plan;
    this.#tap = tap;
  }

  /** To be awaited before the load starts. */
  static async watch(plan: Plan, tap: Pick<TapControl, 'injector'>): Promise<MatchedVictims> {
    for (const { id, match } of plan.faults) {
      if (match === undefined) continue;
      const { path, header } = match;
      await tap.injector?.watchRequests(id, {
        ...(path === undefined ? {} : { path }),
        ...(header === undefined ? {} : { header }),
      });
    }
    return new MatchedVictims(plan, tap);
  }

  /** The fault with its victims, as they are connected now; they stay its victims. */
  known(planned: PlannedFault): Promise<PlannedFault> {
    if (planned.match === undefined) return Promise.resolve(planned);
    const turn = this.#turn.then(() => this.#choose(planned));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Keys of all that are hit about the time of this fault, as far as they are known. */
  near({ id }: PlannedFault): ReadonlySet<string> {
    const planned = this.#plan.faults.find((fault) => fault.id === id);
    return planned === undefined ? new Set() : victimsNear(planned, this.#plan);
  }

  async #choose(planned: PlannedFault): Promise<PlannedFault> {
    if (planned.match === undefined) return planned;
    const open = (await this.#tap.injector?.matching(planned.id)) ?? [];
    const victims = chooseMatched(planned.match, open, this.near(planned));
    const known = { ...planned, victims };
    const faults = this.#plan.faults.map((fault) => (fault.id === planned.id ? known : fault));
    this.#plan = { ...this.#plan, faults };
    return known;
  }
}
