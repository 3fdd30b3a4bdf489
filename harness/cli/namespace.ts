/** A network namespace for the whole run: the command runs itself again inside one. See docs/adr/0002. */

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { ChaosError } from '../contracts/errors.ts';
import { exitCodes } from '../contracts/verdict.ts';

const run = promisify(execFile);
const mark = 'WS_CHAOS_NAMESPACE';
/** Least, at first, most, in bytes. With much less the kernel drops what comes, for what it needs beside it, and closes no window. */
const smallBuffers = '4096 65536 65536';
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function isInNamespace(): boolean {
  return process.env[mark] !== undefined;
}

/** First thing inside: brings up loopback, and ends with the command outside, whichever way that ends. */
export async function settleInNamespace(): Promise<void> {
  process.channel?.unref();
  process.on('disconnect', () => process.exit(exitCodes.interrupted));
  await run('ip', ['link', 'set', 'lo', 'up']);
}

/** Inside: what TCP sockets that are made from now on hold each way; the machine's own are not touched. */
export async function shrinkBuffers(): Promise<void> {
  for (const name of ['tcp_rmem', 'tcp_wmem'])
    await writeFile(`/proc/sys/net/ipv4/${name}`, smallBuffers);
}

/** The flags of `unshare` that give a namespace with a packet filter here; undefined where none do. */
export async function namespaceFlags(): Promise<readonly string[] | undefined> {
  const flags = process.getuid?.() === 0 ? ['-n'] : ['-Urn'];
  try {
    await run('unshare', [...flags, 'nft', 'list', 'tables'], { timeout: 5000 });
    return flags;
  } catch {
    return undefined;
  }
}

/**
 * Runs this very command line in a network namespace of its own; resolves to its exit code. Whatever the run does
 * to packets there is gone when its last process is. Rejects with CHAOS_ERR_FAULT_NEEDS where there can be none.
 */
export async function rerunInNamespace(): Promise<number> {
  const flags = await namespaceFlags();
  if (flags === undefined) {
    throw new ChaosError(
      'CHAOS_ERR_FAULT_NEEDS',
      'A fault of this plan needs a network namespace with nft, and none can be had here.',
      { help: 'Use Linux with unshare, ip and nft, as root or with unprivileged user namespaces.' },
    );
  }
  const child = spawn('unshare', [...flags, process.execPath, ...process.argv.slice(1)], {
    env: { ...process.env, [mark]: '1' },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true, // a signal must arrive once, from us, and not also from the terminal
  });
  const stopForwarding = forwardSignals(child);
  const [code] = (await once(child, 'exit')) as [number | null];
  stopForwarding();
  return code ?? exitCodes.internal;
}

function forwardSignals(child: ChildProcess): () => void {
  const forward = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
  };
}
