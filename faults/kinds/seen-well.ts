/** After an undo: do the connections of the victims that are open still, or again, work? Asked of their clients. */

import type { FaultContext, LiveConnection } from '../../harness/contracts/fault.ts';
import type { TapInjector } from '../../harness/contracts/tap-rules.ts';
import { portOf } from '../../harness/contracts/loopback.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { socketQueues } from '../kernel/socket-queues.ts';
import { idsOf } from './injection.ts';

/** Most answer within a few milliseconds; those that another fault holds do not at all. */
const seenWithinMs = 1000;
/** Longer than the way of any network that stands on a lane. */
const pongWithinMs = 500;
const lookEveryMs = 20;

export const pinged = 'pings of the tap to those that are open';
export const drained = `${pinged}, and the kernel’s queues`;

/** A rule that is in force still is no undo, whoever says so. */
export async function mustBeOff(injector: TapInjector, owner: string): Promise<void> {
  const left = await injector.armed(owner);
  if (left > 0) throw new Error(`${left} rules of the tap are still armed`);
}

/**
 * In words for the report, with who was seen well and who was not. That somebody is not is no failure of the undo: another
 * fault may hold him, or the server. Never rejects, for the undo is done.
 */
export async function seenWell(
  context: FaultContext,
  keys: readonly string[],
  { asksQueues = false } = {},
): Promise<string> {
  const { injector } = context.tap;
  if (injector === undefined) return 'there is no tap to ask who is well again';
  try {
    const words = await answering(context, keys, injector);
    const open = context.live(keys);
    if (open.length === 0) return 'none of its connections is open any more';
    return asksQueues ? `${words}; ${await emptied(context, open)}` : words;
  } catch (error) {
    return `nobody could be asked who is well again (${String(error)})`;
  }
}

/** Those that end meanwhile need not answer: their end may be what was kept secret. */
async function answering(
  context: FaultContext,
  keys: readonly string[],
  injector: TapInjector,
): Promise<string> {
  const times = new Map<string, number>();
  const silent = (): readonly string[] => idsOf(context.live(keys)).filter((id) => !times.has(id));
  const burst = { pings: 1, bytes: 16, withinMs: pongWithinMs, throughRules: true } as const;
  await lookUntil(context.clock, { withinMs: seenWithinMs, everyMs: lookEveryMs }, async () => {
    for (const { connection, ms } of await injector.roundTrips(silent(), burst))
      if (ms !== undefined) times.set(connection, ms);
    return silent().length === 0 ? true : undefined;
  });
  const slowest =
    times.size === 0 ? '' : `, the slowest in ${Math.ceil(Math.max(...times.values()))} ms`;
  return `${times.size} of ${times.size + silent().length} open connections answer pings${slowest}`;
}

/** Whose bytes from the server were all read at one look or another: where messages go on, some always wait. */
async function emptied(context: FaultContext, open: readonly LiveConnection[]): Promise<string> {
  const serverPort = portOf(new URL(context.target.url));
  const waiting = new Set(open.map((one) => one.serverPort));
  await lookUntil(context.clock, { withinMs: seenWithinMs, everyMs: lookEveryMs }, async () => {
    const queues = await socketQueues([...waiting], serverPort);
    for (const port of waiting)
      if ((queues.get(port)?.unreadBytes ?? 0) === 0) waiting.delete(port);
    return waiting.size === 0 ? true : undefined;
  });
  return `${open.length - waiting.size} of ${open.length} have nothing unread`;
}
