/** Builds a fault that is a rule of the tap: armed under the fault's id, proven by what is seen outside, disarmed. */

import { ChaosError } from '../../harness/contracts/errors.ts';
import type {
  ActiveFault,
  Fault,
  FaultContext,
  FaultNeed,
  LiveConnection,
} from '../../harness/contracts/fault.ts';
import type { PlannedFault } from '../../harness/contracts/plan.ts';
import type { TapInjector, TapRule } from '../../harness/contracts/tap-rules.ts';
import { watchDeaths } from '../proof/deaths.ts';
import { watchVictims, type Evidence } from '../proof/evidence.ts';
import { connectedVictims, healOnce, idsOf } from './injection.ts';
import { drained, mustBeOff, pinged, seenWell } from './seen-well.ts';
import type { Settings, SettingFields, SettingsSchema } from '../settings/define-settings.ts';

/** How long a proof may wait for the traffic it needs. */
export const proofWithin = {
  kind: 'duration',
  defaultMs: 5000,
  minMs: 50,
  maxMs: 600_000,
  summary: 'how long to wait for the traffic that shows it',
} as const;

type Fields = SettingFields & { readonly proofWithin: typeof proofWithin };
type Parsed<Own extends Fields> = Settings<Own> & { readonly proofWithinMs: number };

export interface TapFaultSpec<Own extends Fields> extends Pick<
  Fault,
  'name' | 'summary' | 'makesZombies' | 'ignoresClose' | 'legend' | 'onlyThere' | 'traffic'
> {
  /** Beside `tap`. */
  readonly needs?: readonly FaultNeed[];
  /** That the settings bring beside those. */
  furtherNeeds?(settings: Parsed<Own>): readonly FaultNeed[];
  readonly schema: SettingsSchema<Own>;
  /** In the order they are armed; taken off in the opposite one. */
  rules(settings: Parsed<Own>, killsUntilUs?: number): readonly TapRule[];
  /** Where the rules kill, one connection after the other: how long until the first, and what the tap counts of each. */
  readonly kills?: {
    firstMs(settings: Parsed<Own>): number | undefined;
    readonly verb: string;
  };
  /** In place of arming the rules on all victims at once. */
  arm?(armed: Arming, settings: Parsed<Own>): Promise<void>;
  /** Once the rules are in force. */
  then?(context: FaultContext, victims: readonly LiveConnection[]): Promise<void>;
  readonly witness: string;
  /** Whether the rules also go on connections in which victims come back. */
  readonly hitsReturning?: true;
  /** Whether that needs what waits in the kernel's queues. */
  readonly asksQueues?: true;
  /** Why this victim is not proven yet; undefined when it is. */
  reasonAgainst(evidence: Evidence, settings: Parsed<Own>): string | undefined;
  /** How long it must have been so, once, where it comes and goes. */
  lastingMs?(settings: Parsed<Own>): number;
  /** What the tap's rules count that belongs into the proof. */
  readonly verbs: readonly string[];
  /** Time that has to pass before there can be a proof, beside `proofWithin`. */
  waitMs?(settings: Parsed<Own>): number;
}

export interface Arming {
  readonly context: FaultContext;
  readonly injector: TapInjector;
  readonly owner: string;
  readonly victims: readonly LiveConnection[];
  readonly rules: readonly TapRule[];
}

const undo = 'took the rule off the tap';

export function tapFault<const Own extends Fields>(spec: TapFaultSpec<Own>): Fault {
  const { name, summary, makesZombies, legend, schema, kills } = spec;
  const parsed = (settings: Readonly<Record<string, unknown>>): Parsed<Own> =>
    schema.of({ settings }) as Parsed<Own>;
  return {
    name,
    summary,
    needs: ['tap', ...(spec.needs ?? [])],
    ...(spec.furtherNeeds === undefined
      ? {}
      : { furtherNeeds: (settings) => spec.furtherNeeds?.(parsed(settings)) ?? [] }),
    makesZombies,
    ...(kills === undefined ? {} : { firstDeathMs: (settings) => kills.firstMs(parsed(settings)) }),
    ...(spec.hitsReturning === true ? { hitsReturning: true } : {}),
    ...(spec.ignoresClose === true ? { ignoresClose: true } : {}),
    ...(spec.onlyThere === undefined ? {} : { onlyThere: spec.onlyThere }),
    ...(spec.traffic === undefined ? {} : { traffic: spec.traffic }),
    legend,
    witness: spec.witness,
    undo,
    healWitness: spec.asksQueues === true ? drained : pinged,
    settings: schema.described,
    parseSettings: schema.parse,
    inject: (planned, context) => inject(spec, planned, context),
  };
}

async function inject<const Own extends Fields>(
  spec: TapFaultSpec<Own>,
  planned: PlannedFault,
  context: FaultContext,
): Promise<ActiveFault> {
  const injector = injectorOf(context, spec.name);
  const victims = connectedVictims(planned, context);
  const settings = spec.schema.of(planned) as Parsed<Own>;
  const owner = `${planned.id}-${spec.name}`;
  const watch = await watchVictims(context, victims, owner);
  const rules = spec.rules(settings, killsUntilUs(planned, context));
  const arming = { context, injector, owner, victims, rules };
  try {
    await (spec.arm === undefined ? armAll(arming) : spec.arm(arming, settings));
    if (spec.hitsReturning === true) await armComing(arming);
    context.signal.throwIfAborted();
    await spec.then?.(context, victims);
  } catch (error) {
    await injector.disarm(owner);
    throw error;
  }
  const deaths = planned.killsUntilMs === undefined ? undefined : spec.kills;
  return {
    victims,
    prove: () =>
      watch.prove({
        withinMs: settings.proofWithinMs + (spec.waitMs?.(settings) ?? 0),
        witness: spec.witness,
        verbs: spec.verbs,
        lastingMs: spec.lastingMs?.(settings),
        asksQueues: spec.asksQueues,
        reasonAgainst: (evidence) => spec.reasonAgainst(evidence, settings),
      }),
    ...(deaths === undefined ? {} : { deaths: deathsOf(arming, deaths.verb) }),
    heal: healOnce(async () => {
      await injector.disarm(owner);
      await mustBeOff(injector, owner);
      const well = await seenWell(context, planned.victims, { asksQueues: spec.asksQueues });
      return `${undo}; ${well}`;
    }),
  };
}

function deathsOf(
  { context, injector, owner, victims }: Arming,
  did: string,
): NonNullable<ActiveFault['deaths']> {
  const keys = victims.map(({ key }) => key);
  const killing = { context, injector, keys, verb: `${owner}/${did}` };
  return (found, signal) => watchDeaths(killing, found, signal);
}

/** On the clock of the run, as far from now as the plan has it from the begin. */
function killsUntilUs(
  { beginMs, killsUntilMs }: PlannedFault,
  { clock }: FaultContext,
): number | undefined {
  return killsUntilMs === undefined ? undefined : clock.nowUs() + (killsUntilMs - beginMs) * 1000;
}

async function armAll({ injector, owner, victims, rules }: Arming): Promise<void> {
  for (const rule of rules) await injector.arm(owner, idsOf(victims), rule);
}

async function armComing({ injector, owner, victims, rules }: Arming): Promise<void> {
  const keys = victims.map(({ key }) => key);
  for (const rule of rules) await injector.armComing(owner, keys, { at: 'upgrade', rule });
}

export function injectorOf({ tap }: FaultContext, name: string): TapInjector {
  if (tap.injector !== undefined) return tap.injector;
  throw new ChaosError('CHAOS_ERR_FAULT_INJECT', `${name} needs the project's own tap`, {
    help: 'Choose a fault that needs no tap.',
  });
}
