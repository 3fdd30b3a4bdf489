/** The server stands still: suspended, paging, or in one long garbage collection, and then goes on as if nothing was. */

import { ChaosError } from '../harness/contracts/errors.ts';
import type {
  Fault,
  FaultContext,
  FaultProof,
  LiveConnection,
} from '../harness/contracts/fault.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { connectedVictims, healOnce, idsOf, sortProven } from './injection.ts';
import { processState } from './kernel/process-state.ts';
import { defineSettings } from './settings.ts';

const schema = defineSettings('target-freeze', {
  quiet: {
    kind: 'duration',
    defaultMs: 100,
    minMs: 20,
    maxMs: 10_000,
    summary: 'how long nothing may come from the server before the fault counts as proven',
  },
});

export const targetFreeze: Fault = {
  name: 'target-freeze',
  summary:
    'the process of the server is stopped and goes on later, with its sockets open all along',
  needs: [],
  makesZombies: false,
  legend: { label: 'server frozen', colour: '#34495e' },
  witness: 'kernel and tap',
  undo: 'let the process go on',
  settings: schema.described,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const pid = targetPid(context);
    const victims = connectedVictims(planned, context);
    process.kill(pid, 'SIGSTOP');
    await becomes(context, pid, 'stopped');
    return {
      victims,
      prove: () => prove({ context, victims, pid, quietMs: schema.of(planned).quietMs }),
      heal: healOnce(() => letGoOn(context, pid)),
    };
  },
};

/** Stopped by the kernel's word, and not a byte from it by the tap's. */
async function prove(injected: {
  readonly context: FaultContext;
  readonly victims: readonly LiveConnection[];
  readonly pid: number;
  readonly quietMs: number;
}): Promise<FaultProof> {
  const { context, victims, pid, quietMs } = injected;
  const before = await context.tap.counters(idsOf(victims));
  await context.clock.delay(quietMs, context.signal);
  const after = await context.tap.counters(idsOf(victims));
  const state = await processState(pid);
  return {
    ...sortProven(victims, ({ connection }) => {
      if (state !== 'stopped') return `the process is ${state}`;
      const index = victims.findIndex((victim) => victim.connection === connection);
      const isQuiet = before[index]?.bytesDown === after[index]?.bytesDown;
      return isQuiet ? undefined : 'something still came from the server';
    }),
    witness: 'kernel and tap',
    facts: { processState: state, quietMs },
  };
}

/** A signal takes effect a moment after it was sent. */
async function becomes(
  { clock }: FaultContext,
  pid: number,
  wanted: 'stopped' | 'running',
): Promise<boolean> {
  const bound = { withinMs: 1000, everyMs: 1 };
  const found = await lookUntil(clock, bound, async () =>
    (await processState(pid)) === wanted ? true : undefined,
  );
  return found === true;
}

/** SIGCONT, and the kernel's word that it had its effect; says how it was undone. */
export async function letGoOn(context: FaultContext, pid: number): Promise<string> {
  if ((await processState(pid)) === 'gone') return 'the server is gone';
  process.kill(pid, 'SIGCONT');
  if (await becomes(context, pid, 'running')) return 'let the process go on';
  throw new Error(`process ${pid} does not go on`);
}

/** Of a server that runs here and may be signalled. */
export function targetPid({ target }: FaultContext): number {
  if (target.pid !== undefined && target.pid > 0) return target.pid;
  throw new ChaosError('CHAOS_ERR_FAULT_INJECT', 'the process of this server is not known', {
    help: 'Let the scenario start the server by `target.command` or `target.policy`.',
  });
}
