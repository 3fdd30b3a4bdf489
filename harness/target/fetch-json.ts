/** One HTTP call that answers JSON within a time limit. */

import { ChaosError, messageOf } from '../contracts/errors.ts';

const limitMs = 2000;

/** Rejects with CHAOS_ERR_TARGET_CONTROL, whatever went wrong. */
export async function fetchJson(url: string, request: RequestInit = {}): Promise<unknown> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(limitMs) });
    if (!response.ok) throw new Error(`HTTP ${String(response.status)}: ${await response.text()}`);
    return await response.json();
  } catch (cause) {
    const { pathname } = new URL(url);
    const reason = messageOf(cause);
    throw new ChaosError(
      'CHAOS_ERR_TARGET_CONTROL',
      `The target did not answer ${pathname}: ${reason}`,
      { cause, help: 'Check that the server is still running and its event loop is not blocked.' },
    );
  }
}
