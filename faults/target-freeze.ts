/** The server stands still: suspended, paging, or in one long garbage collection, and then goes on as if nothing was. */

import type {
  Fault,
  FaultContext,
  FaultProof,
  LiveConnection,
} from '../harness/contracts/fault.ts';
import { connectedVictims, healOnce, idsOf, sortProven } from './kinds/injection.ts';
import {
  becomes,
  letGoOn,
  listeners,
  serverProcesses,
  serverState,
  signalAll,
  type ServerProcess,
} from './kernel/server-processes.ts';
import { settledCounters } from './proof/settled-counters.ts';
import { defineSettings } from './settings/define-settings.ts';

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
  onlyThere: 'the whole server stands still, for everybody',
  witness: 'kernel and tap',
  undo: 'let the process go on',
  healWitness: 'kernel',
  settings: schema.described,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const processes = serverProcesses(context);
    const victims = connectedVictims(planned, context);
    signalAll(processes, 'SIGSTOP');
    await becomes(context, processes, 'stopped');
    return {
      victims,
      prove: () => prove({ context, victims, processes, quietMs: schema.of(planned).quietMs }),
      heal: healOnce(() => letGoOn(context, processes)),
    };
  },
};

/** Stopped by the kernel's word, and not a byte from it by the tap's. */
async function prove(injected: {
  readonly context: FaultContext;
  readonly victims: readonly LiveConnection[];
  readonly processes: readonly ServerProcess[];
  readonly quietMs: number;
}): Promise<FaultProof> {
  const { context, victims, processes, quietMs } = injected;
  const before = await settledCounters(context, idsOf(victims));
  await context.clock.delay(quietMs, context.signal);
  const after = await context.tap.counters(idsOf(victims));
  const state = serverState(processes);
  const listening = await listeners(context, processes);
  return {
    ...sortProven(victims, ({ connection }) => {
      if (state !== 'stopped') return `the process is ${state}`;
      if (listening?.length === 0) return notTheServer;
      const index = victims.findIndex((victim) => victim.connection === connection);
      const isQuiet = before[index]?.bytesDown === after[index]?.bytesDown;
      return isQuiet ? undefined : 'something still came from the server';
    }),
    witness: 'kernel and tap',
    facts: { processState: state, processes: processes.length, quietMs },
  };
}

/** A stopped process proves nothing where another one serves. */
export const notTheServer = 'none of the processes that were stopped listens at the server’s port';
