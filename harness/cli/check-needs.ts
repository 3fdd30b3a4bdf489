/** Whether what a plan wants can be done with what this run has: its faults, its networks. Asked before anything starts. */

import { ChaosError } from '../contracts/errors.ts';
import type { Fault, FaultNeed } from '../contracts/fault.ts';
import { needsOf } from '../contracts/fault-needs.ts';
import type { Plan, PlannedFault } from '../contracts/plan.ts';
import type { EngineKind, ProxyKind } from './toolbox.ts';

export interface RunMeans {
  readonly proxy: ProxyKind;
  readonly engine: EngineKind;
  readonly faults: ReadonlyMap<string, Fault>;
}

/** Where the parts of a run have to live. */
export interface PlaceNeeds {
  readonly namespace: boolean;
  /** Of the sockets in it. */
  readonly smallBuffers: boolean;
}

/** Throws CHAOS_ERR_FAULT_NEEDS for the networks, or for the first fault, that cannot be. Returns what has to be made before anything starts. */
export function checkNeeds(plan: Plan, means: RunMeans): PlaceNeeds {
  if (plan.load.networks !== undefined && means.proxy === 'none') throw noNetworks(plan);
  const found = new Set<FaultNeed>();
  for (const planned of plan.faults) {
    const fault = means.faults.get(planned.inject);
    for (const need of fault === undefined ? [] : needsOf(fault, planned.settings)) {
      const lack = lackOf(need, plan, means);
      if (lack !== undefined) throw refusal(planned, lack);
      found.add(need);
    }
  }
  return { namespace: found.has('namespace'), smallBuffers: found.has('small-buffers') };
}

interface Lack {
  readonly what: string;
  readonly help: string;
}

function lackOf(need: FaultNeed, plan: Plan, means: RunMeans): Lack | undefined {
  return lackOfMeans(need, means) ?? lackOfServer(need, plan);
}

function lackOfMeans(need: FaultNeed, { proxy, engine }: RunMeans): Lack | undefined {
  if (need === 'lane' && proxy === 'none') {
    return { what: 'a Toxiproxy lane', help: 'Run it with --proxy toxiproxy.' };
  }
  if (need === 'client-control' && engine === 'k6') {
    return {
      what: 'clients that vanish on demand, and a k6 cannot be told to drop single connections',
      help: 'Run it with --engine embedded.',
    };
  }
  if (need === 'client-process' && engine === 'k6') {
    return {
      what: 'clients in a process of their own, and the users of a k6 all live in one',
      help: 'Run it with --engine embedded.',
    };
  }
  return undefined;
}

function lackOfServer(need: FaultNeed, { target }: Plan): Lack | undefined {
  const isReference = target.command === undefined && target.url === undefined;
  if (need === 'fault-points' && !isReference && target.hooks === undefined) {
    return {
      what: 'fault points in the server',
      help: 'Put ws-chaos/hooks into it and give target.hooks, or choose a fault of the network.',
    };
  }
  if (need === 'namespace' && target.command === undefined && !isReference) {
    return {
      what: 'a server inside the network namespace of the run',
      help: 'Let the run start the server: give target.command.',
    };
  }
  return undefined;
}

function noNetworks({ load: { networks = [] } }: Plan): ChaosError {
  const names = networks.map(({ name }) => name).join(', ');
  return new ChaosError(
    'CHAOS_ERR_FAULT_NEEDS',
    `load.network (${names}) needs Toxiproxy lanes, on which the delays and rates of a network stand.`,
    { help: 'Run it with --proxy toxiproxy, or with --set load.network=none.' },
  );
}

function refusal({ id, inject }: PlannedFault, { what, help }: Lack): ChaosError {
  return new ChaosError('CHAOS_ERR_FAULT_NEEDS', `${inject} (${id}) needs ${what}.`, { help });
}
