/** Connections that a rule of the tap kills one by one: each is dead once its client cannot be reached and the server holds on. */

import type { FaultContext, FaultDeath, LiveConnection } from '../../harness/contracts/fault.ts';
import type { TapInjector } from '../../harness/contracts/tap-rules.ts';
import { idsOf } from '../kinds/injection.ts';

const lookEveryMs = 20;
/** Longer than the way of any network that stands on a lane. */
const pongWithinMs = 500;

export interface Killing {
  readonly context: FaultContext;
  readonly injector: TapInjector;
  /** Of the victims, who may come back. */
  readonly keys: readonly string[];
  /** What the tap counts of each that it has killed. */
  readonly verb: string;
}

/** Until `signal` aborts. Each is told once, since the moment from which on a ping to it was lost. */
export async function watchDeaths(
  killing: Killing,
  found: (death: FaultDeath) => void,
  signal: AbortSignal,
): Promise<void> {
  const { context, keys } = killing;
  const alive = new Map<string, LiveConnection>();
  const suspected = new Set<string>();
  const asking: Promise<void>[] = [];
  // a tap that is gone kills nobody, and is found out by its counters
  const tellOf = async (suspects: readonly LiveConnection[]): Promise<void> => {
    const death = await deathOf(killing, suspects).catch(() => undefined);
    if (death !== undefined && !signal.aborted) found(death);
  };
  while (!signal.aborted) {
    for (const one of context.live(keys))
      if (!suspected.has(one.connection)) alive.set(one.connection, one);
    const suspects = await killedOf(killing, alive);
    for (const { connection } of suspects) {
      suspected.add(connection);
      alive.delete(connection);
    }
    if (suspects.length > 0) asking.push(tellOf(suspects));
    await context.clock.delay(lookEveryMs, signal).catch(() => undefined);
  }
  await Promise.all(asking);
}

/** Whom the tap says that it has killed; those that have ended are forgotten. */
async function killedOf(
  { context, verb }: Killing,
  alive: Map<string, LiveConnection>,
): Promise<readonly LiveConnection[]> {
  const counters = await context.tap.counters([...alive.keys()]);
  return counters.flatMap(({ connection, open, acted }) => {
    const one = alive.get(connection);
    if (!open) alive.delete(connection);
    return open && one !== undefined && (acted?.[verb] ?? 0) > 0 ? one : [];
  });
}

/** Those whose server holds its socket while a ping to their client is lost; undefined where that is nobody. */
async function deathOf(
  { context, injector }: Killing,
  suspects: readonly LiveConnection[],
): Promise<FaultDeath | undefined> {
  const sinceUs = context.clock.nowUs();
  const burst = { pings: 1, bytes: 16, withinMs: pongWithinMs, throughRules: true } as const;
  const [states, trips] = await Promise.all([
    context.kernel?.serverSockets(suspects.map(({ serverPort }) => serverPort)),
    injector.roundTrips(idsOf(suspects), burst),
  ]);
  const lost = new Set(trips.flatMap(({ connection, ms }) => (ms === undefined ? connection : [])));
  const dead = suspects.filter(
    ({ connection, serverPort }) =>
      lost.has(connection) && (states?.get(serverPort) ?? 'established') === 'established',
  );
  if (dead.length === 0) return undefined;
  return {
    victims: idsOf(dead),
    sinceUs,
    witness: states === undefined ? 'pings of the tap' : 'pings of the tap, and the kernel',
    facts: {
      pingsLost: dead.length,
      serverSockets: states === undefined ? 'not visible' : { established: dead.length },
    },
  };
}
