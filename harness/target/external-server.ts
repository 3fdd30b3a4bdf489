/** Servers that are not ours: started by the user's command, or running already. */

import { resolve } from 'node:path';
import type { Clock } from '../contracts/clock.ts';
import { ChaosError } from '../contracts/errors.ts';
import type { RunningTarget } from '../contracts/parts.ts';
import type { TargetSpec } from '../contracts/scenario.ts';
import type { FaultPoints, TargetControl } from '../contracts/target.ts';
import { lookUntil, withTimeLimit } from '../process/time-limit.ts';
import { censusOf } from './census-url.ts';
import { faultPointsAt, hooksLineOf, hooksVariable, readyLine } from './hooks-port.ts';
import { accepts, addressOf } from './reach.ts';
import { endedBeforeReady, spawnServer, startError, type ServerProcess } from './spawn-server.ts';

type WithUrl = TargetSpec & { readonly url: string };
type WithCommand = WithUrl & { readonly command: readonly string[] };

const lookEveryMs = 25;

/** Starts the command and waits until its port accepts connections. */
export async function startCommand(
  clock: Clock,
  spec: WithCommand,
  baseDirectory: string,
): Promise<RunningTarget> {
  const address = addressOf(spec.url);
  if (await accepts(address)) throw portInUse(spec.url);
  const { hooks } = spec;
  const server = await spawnServer(clock, spec.command, surroundings(spec, baseDirectory));
  const told = hooks === readyLine ? hooksLineOf(server) : hooks;
  if (hooks !== readyLine) server.child.stdout?.resume();
  const stopLooking = new AbortController();
  try {
    const reached = lookUntil(
      clock,
      { withinMs: spec.startWithinMs, everyMs: lookEveryMs, signal: stopLooking.signal },
      async () => ((await accepts(address)) ? true : undefined),
    );
    const isReached = await Promise.race([reached, endedBeforeReady(clock, server)]);
    if (isReached !== true) {
      const within = `within ${String(spec.startWithinMs)} ms`;
      throw startError(server, `The target did not accept connections at ${spec.url} ${within}.`);
    }
    const { pid, exited } = server;
    const hooksAt = told === undefined ? undefined : await hooksOf(clock, server, told);
    const points = hooksAt === undefined ? undefined : await faultPointsAt(hooksAt);
    const control = controlOf(spec, { pid, points });
    const { lastWords } = server;
    return { pid, exited, stop: (graceMs) => server.stop(graceMs), lastWords, control };
  } catch (error) {
    stopLooking.abort();
    await server.stop(0);
    throw error;
  }
}

function surroundings(
  { env, hooks, directory = '.' }: TargetSpec,
  baseDirectory: string,
): { readonly directory: string; readonly env: Readonly<Record<string, string>> } {
  return {
    directory: resolve(baseDirectory, directory),
    env: { ...env, ...(hooks === undefined ? {} : { [hooksVariable]: hooks }) },
  };
}

/** Takes a server that somebody else runs; it is never stopped. */
export async function attachTo(clock: Clock, spec: WithUrl): Promise<RunningTarget> {
  const address = addressOf(spec.url);
  const isReached = await lookUntil(
    clock,
    { withinMs: spec.startWithinMs, everyMs: lookEveryMs },
    async () => ((await accepts(address)) ? true : undefined),
  );
  if (isReached !== true) {
    throw new ChaosError('CHAOS_ERR_TARGET_START', `Nothing accepts connections at ${spec.url}.`, {
      help: 'Start the server first, or give target.command so that it is started for you.',
    });
  }
  const points = spec.hooks === undefined ? undefined : await faultPointsAt(spec.hooks);
  return {
    pid: 0,
    exited: new Promise(() => undefined),
    stop: () => Promise.resolve(),
    control: controlOf(spec, { points }),
  };
}

/** A server that accepts connections has made its hooks, so that their line is not far. */
const hooksWithinMs = 2000;

async function hooksOf(
  clock: Clock,
  server: ServerProcess,
  told: string | Promise<string>,
): Promise<string> {
  const onTimeout = (): Error =>
    startError(
      server,
      'The target accepts connections, but no chaosHooks() of ws-chaos/hooks has told where it listens.',
    );
  return withTimeLimit(clock, { ms: hooksWithinMs, onTimeout }, Promise.resolve(told));
}

function controlOf(
  { url, census }: WithUrl,
  known: { readonly pid?: number; readonly points: FaultPoints | undefined },
): TargetControl {
  const { pid, points } = known;
  return {
    url,
    ...(points === undefined ? {} : { faultPoints: points }),
    ...(pid === undefined ? {} : { pid }),
    ...(census === undefined ? {} : { census: () => censusOf(census) }),
  };
}

function portInUse(url: string): ChaosError {
  return new ChaosError(
    'CHAOS_ERR_TARGET_START',
    `Something already listens at ${url}, so the target cannot be started there.`,
    { help: 'Stop that server, or choose another port in target.command and target.url.' },
  );
}
