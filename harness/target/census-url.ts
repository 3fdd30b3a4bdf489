/** The census of a server that is not ours, from the address the scenario names. */

import { ChaosError } from '../contracts/errors.ts';
import type { Census } from '../contracts/target.ts';
import { fetchJson } from './fetch-json.ts';

/** Rejects with CHAOS_ERR_TARGET_CONTROL when the answer has another shape. */
export async function censusOf(url: string): Promise<Census> {
  const answer = await fetchJson(url);
  if (!isCensus(answer)) {
    throw new ChaosError('CHAOS_ERR_TARGET_CONTROL', `${url} does not answer with a census.`, {
      help: 'Answer { claimed, limit, reclaimable, connections: [{ connection, user, state, lastSeq }] }, and `work: [connection]` where it tells for whom it is working.',
    });
  }
  return answer;
}

function isCensus(answer: unknown): answer is Census {
  if (typeof answer !== 'object' || answer === null) return false;
  const { claimed, limit, reclaimable, connections, work } = answer as Partial<
    Record<string, unknown>
  >;
  return (
    [claimed, limit, reclaimable].every((count) => typeof count === 'number') &&
    Array.isArray(connections) &&
    connections.every(
      (row: unknown) => typeof row === 'object' && row !== null && 'connection' in row,
    ) &&
    (work === undefined || isListOfIds(work))
  );
}

function isListOfIds(work: unknown): boolean {
  return Array.isArray(work) && work.every((id: unknown) => typeof id === 'string');
}
