/** Builds a fault that is a rule of the tap: armed under the fault's id, proven by what is seen outside, disarmed. */

import { ChaosError } from '../../harness/contracts/errors.ts';
import type {
  Fault,
  FaultContext,
  FaultNeed,
  LiveConnection,
} from '../../harness/contracts/fault.ts';
import type { TapInjector, TapRule } from '../../harness/contracts/tap-rules.ts';
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
  rules(settings: Parsed<Own>): readonly TapRule[];
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
  const { name, summary, makesZombies, legend, schema } = spec;
  return {
    name,
    summary,
    needs: ['tap', ...(spec.needs ?? [])],
    ...(spec.furtherNeeds === undefined
      ? {}
      : {
          furtherNeeds: (settings) =>
            spec.furtherNeeds?.(schema.of({ settings }) as Parsed<Own>) ?? [],
        }),
    makesZombies,
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
    inject: async (planned, context) => {
      const injector = injectorOf(context, name);
      const victims = connectedVictims(planned, context);
      const settings = schema.of(planned) as Parsed<Own>;
      const owner = `${planned.id}-${name}`;
      const watch = await watchVictims(context, victims, owner);
      const arming = { context, injector, owner, victims, rules: spec.rules(settings) };
      try {
        await (spec.arm === undefined ? armAll(arming) : spec.arm(arming, settings));
        if (spec.hitsReturning === true) await armComing(arming);
        context.signal.throwIfAborted();
        await spec.then?.(context, victims);
      } catch (error) {
        await injector.disarm(owner);
        throw error;
      }
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
        heal: healOnce(async () => {
          await injector.disarm(owner);
          await mustBeOff(injector, owner);
          const well = await seenWell(context, planned.victims, { asksQueues: spec.asksQueues });
          return `${undo}; ${well}`;
        }),
      };
    },
  };
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
