/** What the two ways of ending the server for good share: a signal that nobody can take back. */

import type { Fault, FaultContext } from '../../harness/contracts/fault.ts';
import { watchVictims, type Evidence } from '../proof/evidence.ts';
import { connectedVictims, healOnce } from './injection.ts';
import {
  listeners,
  serverProcesses,
  serverState,
  signalAll,
  type ServerProcess,
} from '../kernel/server-processes.ts';
import type { SettingFields, SettingsSchema } from '../settings/define-settings.ts';
import type { proofWithin } from './tap-fault.ts';

type Fields = SettingFields & { readonly proofWithin: typeof proofWithin };

export interface TargetEndSpec extends Pick<Fault, 'name' | 'summary' | 'legend'> {
  readonly signal: 'SIGTERM' | 'SIGKILL';
  readonly schema: SettingsSchema<Fields>;
  readonly witness: string;
  /** Why this victim is not proven yet; undefined when it is. */
  reasonAgainst(evidence: Evidence, context: FaultContext): string | undefined;
}

export function targetEnd(spec: TargetEndSpec): Fault {
  const { name, summary, legend, schema, signal, witness } = spec;
  return {
    name,
    summary,
    legend,
    onlyThere: 'the whole server is gone, for everybody',
    witness,
    undo: 'none: the server is gone; the run ends',
    needs: ['tap'],
    makesZombies: false,
    settings: schema.described,
    parseSettings: schema.parse,
    inject: async (planned, context) => {
      const processes = serverProcesses(context);
      const victims = connectedVictims(planned, context);
      const addressees = signal === 'SIGTERM' ? await askable(context, processes) : processes;
      await context.expectTargetExit();
      context.signal.throwIfAborted();
      const watch = await watchVictims(context, victims);
      context.signal.throwIfAborted();
      signalAll(addressees, signal);
      const { proofWithinMs: withinMs } = schema.of(planned) as { readonly proofWithinMs: number };
      return {
        victims,
        prove: () =>
          watch.prove({
            withinMs,
            witness,
            verbs: [],
            reasonAgainst: (evidence) => spec.reasonAgainst(evidence, context),
          }),
        heal: healOnce(() => {
          const isGone = serverState(processes) === 'gone';
          return Promise.resolve(`the server is ${isGone ? 'gone' : 'still ending'}; the run ends`);
        }),
      };
    },
  };
}

/** Those that end in good order when asked; what merely wraps them may die of the same signal and leave them behind. */
async function askable(
  context: FaultContext,
  processes: readonly ServerProcess[],
): Promise<readonly ServerProcess[]> {
  const listening = (await listeners(context, processes)) ?? [];
  return listening.length > 0 ? listening : processes.slice(0, 1);
}
