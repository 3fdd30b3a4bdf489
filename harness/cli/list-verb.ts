/** `ws-chaos list`: the catalogues by name. */

import { Argument, type Command } from 'commander';
import type { Listed, Toolbox } from './toolbox.ts';
import type { VerbContext } from './verb.ts';

const catalogues = ['scenarios', 'faults', 'checks', 'defects', 'policies'] as const;
type Catalogue = (typeof catalogues)[number];

export function addListVerb(program: Command, { tools, streams, finish }: VerbContext): void {
  program
    .command('list')
    .description('print a catalogue')
    .addArgument(new Argument('<what>', 'which one').choices(catalogues))
    .option('--json', 'as JSON')
    .action((what: Catalogue, flags: { json?: boolean }) =>
      finish(
        entriesOf(what, tools).then((entries) => {
          streams.out.write(
            flags.json === true ? `${JSON.stringify(entries, null, 2)}\n` : asTable(entries),
          );
          return 0;
        }),
      ),
    );
}

async function entriesOf(what: Catalogue, tools: Toolbox): Promise<readonly Listed[]> {
  if (what === 'scenarios') return tools.scenarios();
  if (what === 'defects') return tools.defects;
  if (what === 'policies') return tools.policies;
  if (what === 'checks') {
    return [...tools.checkers.values()].map(({ name, summary }) => ({ name, summary }));
  }
  return [...tools.faults.values()].map(({ name, summary, needs, makesZombies }) => ({
    name,
    summary,
    needs,
    makesZombies,
  }));
}

function asTable(entries: readonly Listed[]): string {
  const width = Math.max(0, ...entries.map(({ name }) => name.length));
  return entries.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`).join('');
}
