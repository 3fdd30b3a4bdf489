/** Before, during, after: the same figures in each phase. */

import type { PhaseFigures } from '../../facts/phase-figures.ts';
import { html } from '../html.ts';
import type { Section } from '../section.ts';
import { dataTable, type Column } from '../table.ts';
import { duration } from '../words.ts';

interface Row {
  readonly name: string;
  readonly cells: readonly string[];
  /** Whether a difference says anything: phases have lengths of their own. */
  readonly compared: boolean;
}

const figures: readonly (readonly [string, (figures: PhaseFigures) => string])[] = [
  ['length', ({ seconds }) => duration(seconds * 1000)],
  ['connections opened', ({ connects }) => String(connects)],
  ['connect p95', ({ connectP95Ms }) => duration(connectP95Ms)],
  ['refused', ({ refused }) => String(refused)],
  ['reconnects', ({ reconnects }) => String(reconnects)],
  ['connections closed by the server', ({ closedByServer }) => String(closedByServer)],
  ['messages withheld by us', ({ withheld }) => String(withheld)],
  ['gaps seen by clients', ({ gaps }) => String(gaps)],
  ['managers removed by cleanups', ({ removedByCleanup }) => String(removedByCleanup)],
  ['load engine’s worst loop delay', ({ loopDelayMaxMs }) => duration(loopDelayMaxMs)],
];

export const phasesSection: Section = {
  id: 'phases',
  title: 'Before, during, after',
  body: ({ facts: { phases } }) => {
    if (phases.length === 0) return undefined;
    const columns: readonly Column<Row>[] = [
      { name: '', cell: ({ name }) => name },
      ...phases.map(({ phase }, at): Column<Row> => ({
        name: phase,
        amount: true,
        cell: ({ cells }) => cells[at] ?? '',
        tone: ({ cells, compared }) =>
          at > 0 && compared && cells[at] !== cells[0] ? 'differs' : '',
      })),
    ];
    const rows = figures.map(([name, tell]): Row => ({
      name,
      cells: phases.map(tell),
      compared: name !== 'length' && name !== 'connections opened',
    }));
    return html`${dataTable('before, during, after', columns, rows)}`;
  },
};
