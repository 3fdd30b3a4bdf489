/** What every injection needs: its victims, the events since it began, and an undo that happens once. */

import { ChaosError, messageOf } from '../../harness/contracts/errors.ts';
import type { FaultContext, HealReport, LiveConnection } from '../../harness/contracts/fault.ts';
import type { HistoryEvent } from '../../harness/contracts/history.ts';
import type { PlannedFault } from '../../harness/contracts/plan.ts';

/** The planned victims that are connected now. Throws CHAOS_ERR_FAULT_VICTIMS where none is. */
export function connectedVictims(
  planned: PlannedFault,
  context: FaultContext,
): readonly LiveConnection[] {
  context.signal.throwIfAborted();
  const victims = context.live(planned.victims);
  if (victims.length > 0) return victims;
  throw new ChaosError(
    'CHAOS_ERR_FAULT_VICTIMS',
    `none of the victims of ${planned.inject} is connected`,
    { help: 'Inject it later, or choose connections that stay.' },
  );
}

export function idsOf(connections: readonly LiveConnection[]): readonly string[] {
  return connections.map(({ connection }) => connection);
}

/** Events at or after `sinceUs`, newest first. */
export function* eventsSince(
  events: readonly HistoryEvent[],
  sinceUs: number,
): Generator<HistoryEvent> {
  // events of several processes are recorded as they arrive, so their times are not quite in order
  const surelyOlderUs = sinceUs - 10_000_000;
  for (let at = events.length - 1; at >= 0; at--) {
    const event = events[at];
    if (event === undefined || event.atUs < surelyOlderUs) return;
    if (event.atUs >= sinceUs) yield event;
  }
}

/** Runs `undo` at the first call; later calls get the same report. An undo that throws is not clean. */
export function healOnce(undo: () => Promise<string>): () => Promise<HealReport> {
  let report: Promise<HealReport> | undefined;
  return () =>
    (report ??= undo().then(
      (how) => ({ how, clean: true }),
      (error: unknown) => healedByDeath(error),
    ));
}

/** What a dead process did is undone; anything else that failed is not. */
function healedByDeath(error: unknown): HealReport {
  const how = messageOf(error);
  const died = ['CHAOS_ERR_TOXIPROXY_DIED', 'CHAOS_ERR_TAP_DIED', 'CHAOS_ERR_TARGET_DIED'];
  return { how, clean: error instanceof ChaosError && died.includes(error.code) };
}

/** Sorts victims by what a look at each has found; a reason makes one unproven. */
export function sortProven(
  victims: readonly LiveConnection[],
  reasonAgainst: (victim: LiveConnection) => string | undefined,
): {
  readonly victims: readonly string[];
  readonly unproven: readonly { readonly connection: string; readonly reason: string }[];
} {
  const judged = victims.map((victim) => ({
    connection: victim.connection,
    reason: reasonAgainst(victim),
  }));
  return {
    victims: judged.flatMap(({ connection, reason }) => (reason === undefined ? connection : [])),
    unproven: judged.flatMap(({ connection, reason }) =>
      reason === undefined ? [] : { connection, reason },
    ),
  };
}
