/** What the run was like for each kind of user. */

import type { Persona } from '../../facts/personas.ts';
import { html } from '../html.ts';
import type { Section } from '../section.ts';
import { dataTable, type Column } from '../table.ts';
import { duration } from '../words.ts';

const bad = (amount: number): string => (amount > 0 ? 'fail' : '');

const columns: readonly Column<Persona>[] = [
  { name: 'cohort', cell: ({ cohort }) => cohort },
  { name: 'users', amount: true, cell: ({ users }) => users },
  { name: 'connections', amount: true, cell: ({ connections }) => connections },
  { name: 'refusals', amount: true, cell: ({ refused }) => refused },
  {
    name: 'never admitted',
    amount: true,
    cell: ({ neverAdmitted }) => (neverAdmitted.length === 0 ? '0' : neverAdmitted.join(', ')),
    tone: ({ neverAdmitted }) => bad(neverAdmitted.length),
  },
  {
    name: 'slowest admission',
    amount: true,
    cell: ({ slowestAdmissionMs }) => duration(slowestAdmissionMs),
  },
  { name: 'connect p95', amount: true, cell: ({ connectP95Ms }) => duration(connectP95Ms) },
  { name: 'reconnects', amount: true, cell: ({ reconnects }) => reconnects },
  {
    name: 'zombies (late or never)',
    amount: true,
    cell: ({ zombies, zombiesKept }) => `${zombies} (${zombiesKept})`,
    tone: ({ zombiesKept }) => bad(zombiesKept),
  },
  { name: 'killed', amount: true, cell: ({ killed }) => killed, tone: ({ killed }) => bad(killed) },
  {
    name: 'events lost unsaid',
    amount: true,
    cell: ({ received, unnoticed }) => `${unnoticed} of ${received + unnoticed}`,
    tone: ({ unnoticed }) => bad(unnoticed),
  },
];

export const personasSection: Section = {
  id: 'personas',
  title: 'Cohort by cohort',
  body: ({ facts: { personas } }) =>
    personas.length === 0 ? undefined : html`${dataTable('cohorts', columns, personas)}`,
};
