/** Message flow by cohort; the number that matters is what was lost and nobody noticed. */

import type { MessageFlow } from '../../facts/messages.ts';
import { html } from '../html.ts';
import type { Section } from '../section.ts';
import { dataTable, type Column } from '../table.ts';

const amount = (name: string, key: Exclude<keyof MessageFlow, 'cohort'>): Column<MessageFlow> => ({
  name,
  amount: true,
  cell: (flow) => flow[key],
});

const columns: readonly Column<MessageFlow>[] = [
  { name: 'cohort', cell: ({ cohort }) => cohort },
  amount('events received', 'received'),
  amount('repeated', 'repeated'),
  amount('withheld by us', 'withheld'),
  amount('missed by clients', 'missed'),
  amount('… filled later', 'filled'),
  amount('… reported lost', 'reported'),
  amount('… lost to zombies', 'toZombies'),
  {
    ...amount('… lost, nobody said so', 'unnoticed'),
    tone: ({ unnoticed }) => (unnoticed > 0 ? 'fail' : ''),
  },
];

export const messagesSection: Section = {
  id: 'messages',
  title: 'Message flow',
  body: ({ facts: { messages } }) =>
    messages.length === 0
      ? undefined
      : html`${dataTable('message flow', columns, [...messages, total(messages)])}`,
};

function total(flows: readonly MessageFlow[]): MessageFlow {
  const sum = (key: Exclude<keyof MessageFlow, 'cohort'>): number =>
    flows.reduce((all, flow) => all + flow[key], 0);
  return {
    cohort: 'all',
    received: sum('received'),
    repeated: sum('repeated'),
    withheld: sum('withheld'),
    missed: sum('missed'),
    filled: sum('filled'),
    reported: sum('reported'),
    toZombies: sum('toZombies'),
    unnoticed: sum('unnoticed'),
  };
}
