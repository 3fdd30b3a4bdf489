/** A TCP port of this machine that nobody listens on, for programs that must be told one. */

import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below those that Linux (32768) and macOS (49152) give to connections and to whoever listens on port 0: none of those
 * takes one of these before it is used.
 */
const lowest = 20_000;
const amount = 10_000;

/** Processes that look at the same time look at other ports, and nobody gets one twice. */
let next = (process.pid * 7919) % amount;

/** Free when it was looked at: somebody else may take it before it is used. */
export async function freePort(): Promise<number> {
  for (let looks = 0; looks < amount; looks += 1) {
    const port = lowest + next;
    next = (next + 1) % amount;
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${lowest} to ${lowest + amount - 1} is free`);
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    return false;
  }
  const closed = once(probe, 'close');
  probe.close();
  await closed;
  return true;
}
