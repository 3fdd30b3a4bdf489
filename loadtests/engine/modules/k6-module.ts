/** `k6`: check, group, fail, sleep, randomSeed. */

import { alarmAfter, monotonicMs } from '../timers.ts';
import { isThenable } from '../user/thenable.ts';
import type { VirtualUser } from '../user/virtual-user.ts';
import { TaggedOrigin, textsOf } from './metrics-module.ts';
import { seededRandom } from './seeded-random.ts';
import { warnOnce } from './warn-once.ts';

const sleepsWithSockets =
  'sleep() holds back the events of open sockets until it is over, as on k6; setTimeout does not';

export function k6Module(user: VirtualUser): Record<string, unknown> {
  return {
    check: (value: unknown, sets: unknown, tags?: unknown) => check(user, value, { sets, tags }),
    group: (name: unknown, body: unknown, waits?: unknown) =>
      group(user, String(name), { body, waits: waits === true }),
    fail: (reason = 'fail() was called'): never => {
      throw new Error(reason);
    },
    sleep: (seconds: unknown) => sleep(user, seconds),
    randomSeed: (seed: unknown): void => {
      user.random = seededRandom(Number(seed));
    },
  };
}

const asyncFunction = (async () => Promise.resolve()).constructor;

function check(
  user: VirtualUser,
  value: unknown,
  { sets, tags }: { sets: unknown; tags: unknown },
): boolean {
  assertNotInit(user, 'check()');
  if (typeof sets !== 'object' || sets === null)
    throw new TypeError('check() needs an object of checks');
  const { context, groupPath } = user;
  const count = (name: string, passed: boolean): void => {
    context.checks.count(groupPath, name, passed);
    const own = { ...textsOf(tags ?? {}), check: name };
    context.metrics.add(context.own.checks, passed ? 1 : 0, new TaggedOrigin(user, own));
  };
  let all = true;
  for (const [name, test] of Object.entries(sets) as [string, unknown][]) {
    let result: unknown;
    try {
      result = evaluate(name, test, value);
    } catch (error) {
      count(name, false);
      throw error;
    }
    count(name, Boolean(result));
    all &&= Boolean(result);
  }
  return all;
}

function evaluate(name: string, test: unknown, value: unknown): unknown {
  if (typeof test !== 'function') return test;
  if (test instanceof asyncFunction)
    throw new TypeError(`check \`${name}\` is an async function; await first, then check`);
  const result: unknown = (test as (value: unknown) => unknown)(value);
  if (isThenable(result))
    throw new TypeError(`check \`${name}\` returns a promise; await first, then check`);
  return result;
}

function group(
  user: VirtualUser,
  name: string,
  { body, waits }: { body: unknown; waits: boolean },
): unknown {
  assertNotInit(user, 'group()');
  if (typeof body !== 'function') throw new TypeError(`group \`${name}\` needs a function`);
  if (name.includes('::')) throw new Error('a group name cannot hold ::');
  if (body instanceof asyncFunction && !waits)
    throw new TypeError(`group \`${name}\`: async functions are not supported`);
  const { context, groupPath: outer } = user;
  const startedMs = monotonicMs();
  user.groupPath = context.checks.group(outer, name).path;
  const leave = (): void => {
    context.metrics.add(context.own.groupDuration, monotonicMs() - startedMs, user);
    user.groupPath = outer;
  };
  return callAndLeave(body as () => unknown, leave);
}

/** Leaves after a body that waits has ended, too. */
function callAndLeave(body: () => unknown, leave: () => void): unknown {
  let result: unknown;
  try {
    result = body();
  } catch (error) {
    leave();
    throw error;
  }
  if (isThenable(result)) return Promise.resolve(result).finally(leave);
  leave();
  return result;
}

/** Seconds. The call in the script has become an `await` of this; events wait meanwhile. */
function sleep(user: VirtualUser, seconds: unknown): Promise<void> {
  const ms = Number(seconds) * 1000;
  if (!user.isRunning || !(ms > 0)) return Promise.resolve();
  if (user.hasConnections) warnOnce(user.context, sleepsWithSockets);
  user.block();
  return new Promise((resolve) => {
    const alarm = alarmAfter(ms, () => {
      done();
      resolve();
      user.unblock();
    });
    const done = user.pend(() => {
      alarm.cancel();
    });
  });
}

function assertNotInit(user: VirtualUser, what: string): void {
  if (user.phase === 'init') throw new Error(`${what} cannot be used in the init context`);
}
