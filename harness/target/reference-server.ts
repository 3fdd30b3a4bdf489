/** The reference server of this repository as a process, with its admin port. */

import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ReadyLine } from '../../target/protocol.ts';
import type { Clock } from '../contracts/clock.ts';
import type { RunningTarget } from '../contracts/parts.ts';
import type { TargetSpec } from '../contracts/scenario.ts';
import { withTimeLimit } from '../process/time-limit.ts';
import { adminClient } from './admin-client.ts';
import { endedBeforeReady, spawnServer, startError, type ServerProcess } from './spawn-server.ts';

const main = fileURLToPath(new URL('../../target/main.ts', import.meta.url));

export async function startReferenceServer(clock: Clock, spec: TargetSpec): Promise<RunningTarget> {
  const command = [process.execPath, main, ...flagsOf(spec)];
  const server = await spawnServer(clock, command, { directory: process.cwd() });
  try {
    const onTimeout = (): Error =>
      startError(server, `The target was not ready within ${String(spec.startWithinMs)} ms.`);
    const ready = await withTimeLimit(
      clock,
      { ms: spec.startWithinMs, onTimeout },
      Promise.race([readyLineOf(server), endedBeforeReady(clock, server)]),
    );
    const { pid, exited, lastWords } = server;
    const control = adminClient(ready);
    return { pid, exited, stop: (graceMs) => server.stop(graceMs), lastWords, control };
  } catch (error) {
    await server.stop(0);
    throw error;
  }
}

/** Settings win over what is put first. */
function flagsOf({ policy, defect, settings }: TargetSpec): readonly string[] {
  const flags = {
    port: '0',
    // Shorter than the harness waits before it kills.
    grace: '1500ms',
    ...(policy === undefined ? {} : { policy }),
    ...(defect === undefined ? {} : { defect }),
    ...settings,
  };
  return Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
}

async function readyLineOf({ child }: ServerProcess): Promise<ReadyLine> {
  const { promise, resolve } = Promise.withResolvers<ReadyLine>();
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const ready = parseReady(line);
      if (ready !== undefined) resolve(ready);
    });
  }
  return promise;
}

function parseReady(line: string): ReadyLine | undefined {
  try {
    const value = JSON.parse(line) as Partial<ReadyLine> | null;
    return value?.ready === true ? (value as ReadyLine) : undefined;
  } catch {
    return undefined;
  }
}
