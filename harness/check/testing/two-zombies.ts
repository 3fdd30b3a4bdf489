/** The story that tests of `zombies-reclaimed` tell: two zombies, and what a server does about them. */

import type { Finding } from '../../contracts/checker.ts';
import {
  historyBuilder,
  testFault,
  type FieldsOf,
  type HistoryBuilder,
} from '../../testing/history-builder.ts';
import { zombiesReclaimed } from '../zombies-reclaimed.ts';

export const victims = ['power-1.1.0', 'power-2.1.0'] as const;
export const plan = { faults: [testFault('f1', ['power-1.1', 'power-2.1'])] };

/** Open from the start, proven at 1.2 s, healed at 5 s; `act` tells what the server does. */
export function run(act: (story: HistoryBuilder) => HistoryBuilder, more: object = {}): Finding {
  const story = historyBuilder()
    .at(0)
    .opens(...victims)
    .at(1100)
    .begins('f1', ...victims)
    .at(1200)
    .proves('f1', ...victims);
  const history = act(story)
    .at(5000)
    .heals('f1')
    .at(7000)
    .phase('end', 'recovery')
    .build({ ...plan, ...more });
  return zombiesReclaimed.check(history);
}

/** A look that missed it; the one before, at `seenMs`, had not. */
export const missed = (
  connection: string,
  seenMs: number,
): FieldsOf<'slot.free' | 'socket.gone'> => ({
  connection,
  seenUntilUs: seenMs * 1000,
});

export const messages = (finding: Finding): string[] =>
  finding.outcome === 'fail' ? finding.violations.map(({ message }) => message) : [];
