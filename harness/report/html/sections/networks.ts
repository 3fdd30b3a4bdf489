/** What the run was like by each network. */

import { leftOutOf } from '../../../contracts/network.ts';
import type { Plan } from '../../../contracts/plan.ts';
import type { NetworkRow } from '../../facts/networks.ts';
import { html } from '../html.ts';
import type { Section } from '../section.ts';
import { dataTable, type Column } from '../table.ts';
import { duration } from '../words.ts';

const bad = (amount: number): string => (amount > 0 ? 'fail' : '');

const columns: readonly Column<NetworkRow>[] = [
  { name: 'network', cell: ({ network }) => network },
  { name: 'users', amount: true, cell: ({ users }) => users },
  { name: 'connections', amount: true, cell: ({ connections }) => connections },
  { name: 'reconnects', amount: true, cell: ({ reconnects }) => reconnects },
  { name: 'round trip p50', amount: true, cell: ({ roundTripP50Ms: ms }) => duration(ms) },
  { name: 'round trip p99', amount: true, cell: ({ roundTripP99Ms: ms }) => duration(ms) },
  { name: 'connect p95', amount: true, cell: ({ connectP95Ms }) => duration(connectP95Ms) },
  {
    name: 'zombies (late or never)',
    amount: true,
    cell: ({ zombies, zombiesKept }) => `${zombies} (${zombiesKept})`,
    tone: ({ zombiesKept }) => bad(zombiesKept),
  },
  { name: 'killed', amount: true, cell: ({ killed }) => killed, tone: ({ killed }) => bad(killed) },
];

function leftOut({ load: { networks = [] } }: Plan): string {
  const text = leftOutOf(networks);
  return text === undefined ? '' : `Of the networks, ${text}.`;
}

export const networksSection: Section = {
  id: 'networks',
  title: 'Network by network',
  body: ({ facts: { networks }, input: { history } }) =>
    networks.length === 0
      ? undefined
      : html`${dataTable('networks', columns, networks)}
          <p class="legend">
            Round trips are pings of the tap to the users, before any fault: with the delays of the
            network, and without the server. ${leftOut(history.plan)}
          </p>`,
};
