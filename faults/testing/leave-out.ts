/** Contexts in which a mechanism does nothing, so that a test can show the proof failing without it. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ClientProcess, FaultContext } from '../../harness/contracts/fault.ts';
import type { TapRule } from '../../harness/contracts/tap-rules.ts';

/** The tap's rules are never armed; clients do not vanish. */
export function withoutRules(context: FaultContext): FaultContext {
  const { tap } = context;
  if (tap.injector === undefined) return context;
  const nothing = (): Promise<void> => Promise.resolve();
  const injector = { ...tap.injector, arm: nothing, armComing: nothing };
  return {
    ...context,
    tap: { ...tap, injector },
    clients: { vanish: () => Promise.resolve() },
  };
}

/** The tap's rules are other ones than those ordered. */
export function withRule(
  change: (rule: TapRule) => TapRule,
): (context: FaultContext) => FaultContext {
  return (context) => {
    const { tap } = context;
    const own = tap.injector;
    if (own === undefined) return context;
    const arm: typeof own.arm = (owner, connections, rule) =>
      own.arm(owner, connections, change(rule));
    return { ...context, tap: { ...tap, injector: { ...own, arm } } };
  };
}

/** No toxic is fired; clients do not vanish. */
export function withoutToxics(context: FaultContext): FaultContext {
  return {
    ...context,
    lanes: {
      ...context.lanes,
      fire: () => Promise.resolve(),
      firedToxics: () => Promise.resolve([]),
    },
    clients: { vanish: () => Promise.resolve() },
  };
}

/** Signals go to a process that serves nobody. */
export function withAnotherProcess(context: FaultContext): FaultContext {
  const sleeper = spawn('sleep', ['5'], { stdio: 'ignore' });
  sleeper.unref();
  return { ...context, target: { ...context.target, pid: sleeper.pid ?? 0 } };
}

/** What should go through the tap goes straight to the server, where the tap cannot see it. */
export function withoutTheTap(context: FaultContext): FaultContext {
  const { tap, target } = context;
  if (tap.injector === undefined) return context;
  return { ...context, tap: { ...tap, injector: { ...tap.injector, url: target.url } } };
}

/** What should go straight to the server goes to the tap, whose sockets are not the ones the kernel is asked for. */
export function behindTheTap(context: FaultContext): FaultContext {
  const { tap, target } = context;
  return { ...context, target: { ...target, url: tap.injector?.url ?? target.url } };
}

/** The fault point is never armed, and the clock never stepped. */
export function withoutPoint(
  context: FaultContext,
  name: 'handler' | 'cleanup' | 'clock',
): FaultContext {
  const points = context.target.faultPoints;
  const point = points?.[name];
  if (points === undefined || point === undefined) return context;
  const inert = { ...point, arm: () => Promise.resolve(), step: () => Promise.resolve() };
  const faultPoints = { ...points, [name]: inert };
  return { ...context, target: { ...context.target, faultPoints } };
}

/** Clients neither vanish nor freeze, nor does their process get a signal. */
export function withoutClientControl(context: FaultContext): FaultContext {
  const nothing = (): Promise<void> => Promise.resolve();
  const untouched = (name: string): ClientProcess | undefined => {
    const found = context.clients.process?.(name);
    if (found === undefined) return undefined;
    return { pid: found.pid, freeze: () => undefined, thaw: () => undefined, kill: nothing };
  };
  const clients = { vanish: nothing, freeze: nothing, thaw: nothing, process: untouched };
  return { ...context, clients };
}

/** The signals for the clients go to a process that has no connection. */
export function withOtherClients(context: FaultContext): FaultContext {
  const sleeper = spawn('sleep', ['30'], { stdio: 'ignore' });
  const signal = (name: NodeJS.Signals) => (): void => void sleeper.kill(name);
  const other: ClientProcess = {
    pid: sleeper.pid ?? 0,
    freeze: signal('SIGSTOP'),
    thaw: signal('SIGCONT'),
    kill: async () => {
      const gone = once(sleeper, 'exit');
      sleeper.kill('SIGKILL');
      await gone;
    },
  };
  const { clients } = context;
  return {
    ...context,
    clients: { vanish: (ids) => clients.vanish(ids), process: () => other },
  };
}
