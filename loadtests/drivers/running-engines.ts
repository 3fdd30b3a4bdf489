/** The engine's processes as one running load. */

import { userOf } from '../../harness/contracts/connection-id.ts';
import type { Clock } from '../../harness/contracts/clock.ts';
import type { ClientProcess } from '../../harness/contracts/fault.ts';
import type { LoadRequest, RunningLoad } from '../../harness/contracts/load.ts';
import type { ApartEvents } from './apart-events.ts';
import type { EngineChild } from './engine-child.ts';
import type { UserGroup } from './user-groups.ts';

/** The first one reports for all. */
export type Engines = readonly { readonly group: UserGroup; readonly child: EngineChild }[];

export interface EngineParts {
  readonly clock: Clock;
  readonly request: LoadRequest;
  readonly engines: Engines;
  readonly events: ApartEvents;
}

export function runningEngines(parts: EngineParts): RunningLoad {
  const { engines, request } = parts;
  const children = engines.map(({ child }) => child);
  let isEnding = false;
  const kill = (): void => {
    isEnding = true;
    for (const child of children) void child.kill();
  };
  for (const child of children) {
    void child.exited.then(({ code, signal }) => {
      if (isEnding || child.isEnding) return;
      kill();
      request.onExit(code, signal);
    });
  }
  const childOf = new Map(
    engines.slice(1).flatMap(({ group, child }) => group.users.map(({ id }) => [id, child])),
  );
  const order = (method: 'vanish' | 'freeze' | 'thaw') => async (ids: readonly string[]) => {
    const byChild = Map.groupBy(ids, (id) => childOf.get(userOf(id)) ?? children[0]);
    await Promise.all([...byChild].map(async ([child, some]) => child?.order(method, some)));
  };
  return {
    pid: children[0]?.pid ?? 0,
    others: children.slice(1),
    vanish: order('vanish'),
    freeze: order('freeze'),
    thaw: order('thaw'),
    process: (name) => clientProcess(parts, name),
    stop: async (graceMs) => {
      isEnding = true;
      await Promise.all(children.map((child) => child.stop(graceMs)));
    },
    kill,
  };
}

function clientProcess(
  { clock, request, engines, events }: EngineParts,
  name: string,
): ClientProcess | undefined {
  const child = engines.find(({ group }) => group.process === name)?.child;
  if (child === undefined) return undefined;
  return {
    pid: child.pid,
    freeze: () => {
      child.freeze();
    },
    thaw: () => {
      child.thaw();
    },
    kill: async () => {
      await child.kill();
      const atUs = clock.nowUs();
      const lost = events.lost(name);
      request.onEvents(
        lost.map((connection) => ({ kind: 'client.vanished', connection, atUs }) as const),
      );
    },
  };
}
