/** Our own Toxiproxy server: started on a free API port, proven to be ours, ended for certain. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Clock } from '../../harness/contracts/clock.ts';
import { ChaosError, messageOf } from '../../harness/contracts/errors.ts';
import type { PartExit } from '../../harness/contracts/parts.ts';
import { freePort } from '../../harness/process/free-port.ts';
import { stopProcess } from '../../harness/process/stop-process.ts';
import { lookUntil, withTimeLimit } from '../../harness/process/time-limit.ts';
import { ownsListeningPort } from '../kernel/listening-port.ts';

const startWithinMs = 5000;
const answerWithinMs = 1000;
/** A port found free may be taken by somebody else before the server has it. */
const startAttempts = 3;
const outputKeptBytes = 2000;

export interface ToxiproxyServer {
  readonly pid: number;
  readonly apiUrl: string;
  readonly exited: Promise<PartExit>;
  hasExited(): boolean;
  /** SIGTERM, then SIGKILL after `graceMs` (0 = at once). */
  stop(graceMs: number): Promise<void>;
}

/** Rejects with CHAOS_ERR_TOXIPROXY_START, and then nothing is left running. */
export async function startServer(clock: Clock, path: string): Promise<ToxiproxyServer> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const { server, output } = await launch(clock, path, port);
    const answers = await lookUntil(clock, { withinMs: startWithinMs, everyMs: 10 }, () =>
      server.hasExited() ? Promise.resolve('exited') : isUp(clock, server.apiUrl),
    );
    // a Toxiproxy whose port is taken keeps running without an API, and a stranger would answer for it
    const isOurs = answers === 'up' && (await ownsListeningPort(server.pid, port)) !== false;
    if (isOurs) return server;
    await server.stop(0);
    if (attempt === startAttempts) throw notStarted(path, `it did not answer: ${output()}`);
  }
}

async function launch(
  clock: Clock,
  path: string,
  port: number,
): Promise<{ server: ToxiproxyServer; output: () => string }> {
  const child = spawn(path, ['-host', '127.0.0.1', '-port', String(port)], {
    env: { ...process.env, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // Ctrl-C in the terminal goes to the harness alone
  });
  const output = keepOutput(child);
  let exit: PartExit | undefined;
  const exited = new Promise<PartExit>((resolve) => {
    child.once('exit', (code, signal) => {
      exit = { code, signal };
      resolve(exit);
    });
  });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw notStarted(path, messageOf(error), error);
  }
  const server = {
    pid: child.pid ?? 0,
    apiUrl: `http://127.0.0.1:${port}`,
    exited,
    hasExited: () => exit !== undefined,
    stop: async (graceMs: number) => {
      await stopProcess(clock, child, graceMs);
    },
  };
  return { server, output };
}

function keepOutput(child: ChildProcess): () => string {
  let kept = '';
  const keep = (chunk: Buffer): void => {
    kept = (kept + chunk.toString('utf8')).slice(-outputKeptBytes);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => (kept === '' ? 'no output' : kept.trim());
}

async function isUp(clock: Clock, apiUrl: string): Promise<'up' | undefined> {
  // a port nobody listens on yet can connect to itself, and then answers nothing for ever
  const limit = { ms: answerWithinMs, onTimeout: () => new Error('no answer') };
  try {
    return (await withTimeLimit(clock, limit, fetch(`${apiUrl}/version`))).ok ? 'up' : undefined;
  } catch {
    return undefined;
  }
}

function notStarted(path: string, why: string, cause?: unknown): ChaosError {
  return new ChaosError('CHAOS_ERR_TOXIPROXY_START', `${path} could not be started: ${why}`, {
    help: 'Run the file by hand, or run `make setup` to build a fresh one.',
    ...(cause === undefined ? {} : { cause }),
  });
}
