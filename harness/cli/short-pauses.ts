/** Keeps the pauses of the process short that must begin faults on time. */

import { setFlagsFromString } from 'node:v8';

/**
 * V8 shares the collection of young objects out among threads, and waits for all of them. While server, tap and load have
 * the cores those threads get none; collecting alone takes this process a quarter of the time on a busy machine with two,
 * and no more CPU.
 */
export function keepPausesShort(): void {
  setFlagsFromString('--no-parallel-scavenge');
}
