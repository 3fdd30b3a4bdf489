/** The zombie matrix; every number opens the connections behind it. By species and by cohort below. */

import { cohortOf } from '../../../contracts/connection-id.ts';
import type { Fate, Zombie } from '../../facts/zombies.ts';
import { html, type Html } from '../html.ts';
import type { ReportContext, Section } from '../section.ts';
import { dataTable } from '../table.ts';
import { fateMarks, numberWithList, term } from '../words.ts';

const fates: readonly { readonly fate: Fate; readonly label: string; readonly short: string }[] = [
  { fate: 'reclaimed', label: 'reclaimed in time', short: 'in time' },
  { fate: 'late', label: 'late', short: 'late' },
  { fate: 'never', label: 'never reclaimed', short: 'never' },
  { fate: 'unjudged', label: 'not judged', short: 'not judged' },
];

/** Of the last there are none in a run that went to its end: where it is empty it has no place. */
function shownFates(zombies: readonly Zombie[]): typeof fates {
  return fates.filter(
    ({ fate }) => fate !== 'unjudged' || zombies.some((one) => one.fate === fate),
  );
}

export const matrixSection: Section = {
  id: 'matrix',
  title: 'Zombie matrix',
  body: (context) => html`
    <div class="matrix">${zombieCells(context)} ${healthyCells(context)}</div>
    ${disagreement(context)} ${breakdown(context.facts.zombies)}
  `,
};

function zombieCells({ facts, input }: ReportContext): Html {
  const { zombies } = input.verdict.matrix;
  return html`<div class="group">
    <h3>${term('zombie', 'Zombies')}: ${zombies.injected} proven dead</h3>
    <div class="cells">
      ${shownFates(facts.zombies).map(({ fate, label }) => {
        const connections = facts.zombies.filter((zombie) => zombie.fate === fate);
        return cell({
          id: fate,
          label,
          mark: fateMarks[fate].mark,
          tone: connections.length > 0 || fate === 'reclaimed' ? fateMarks[fate].tone : '',
          connections: connections.map(({ connection }) => connection),
        });
      })}
    </div>
  </div>`;
}

function healthyCells({ facts: { healthy } }: ReportContext): Html {
  return html`<div class="group">
    <h3>${term('healthy', 'Healthy')}: untouched by any fault</h3>
    <div class="cells">
      ${cell({ id: 'kept', label: 'kept', mark: '●', tone: 'pass', connections: healthy.kept })}
      ${cell({
        id: 'killed',
        label: 'killed by the server',
        mark: '✕',
        tone: healthy.killed.length > 0 ? 'fail' : '',
        connections: healthy.killed,
      })}
    </div>
  </div>`;
}

function cell(of: {
  readonly id: string;
  readonly label: string;
  readonly mark: string;
  readonly tone: string;
  readonly connections: readonly string[];
}): Html {
  return html`<div class="cell ${of.tone}">
    ${numberWithList(of.id, of.label, of.connections)}
    <span class="label"><span aria-hidden="true">${of.mark}</span> ${of.label}</span>
  </div>`;
}

/** The lists are read from the history; should the judge have counted otherwise, the reader must know. */
function disagreement({ facts, input }: ReportContext): Html | undefined {
  const { zombies, healthy } = input.verdict.matrix;
  const of = (fate: Fate): number => facts.zombies.filter((zombie) => zombie.fate === fate).length;
  const { reclaimed, late, never, unjudged } = zombies;
  const judged = [reclaimed, late, never, unjudged, healthy.kept, healthy.killed];
  const listed = [
    of('reclaimed'),
    of('late'),
    of('never'),
    of('unjudged'),
    facts.healthy.kept.length,
    facts.healthy.killed.length,
  ];
  if (judged.join() === listed.join()) return undefined;
  return html`<p class="notice" role="note">
    The verdict counts ${judged.join(' / ')} (in time / late / never / not judged / kept / killed);
    the lists here hold ${listed.join(' / ')}. Trust the verdict.
  </p>`;
}

function breakdown(zombies: readonly Zombie[]): Html | undefined {
  if (zombies.length === 0) return undefined;
  const bySpecies = Map.groupBy(zombies, ({ inject }) => inject);
  const byCohort = Map.groupBy(zombies, ({ connection }) => cohortOf(connection));
  return html`<div class="columns">
    ${breakdownTable('species', bySpecies)} ${breakdownTable('cohort', byCohort)}
  </div>`;
}

type Group = readonly [string, readonly Zombie[]];

function breakdownTable(name: string, groups: ReadonlyMap<string, readonly Zombie[]>): Html {
  const columns = shownFates([...groups.values()].flat());
  return dataTable<Group>(
    `zombies by ${name}`,
    [
      { name: `by ${name}`, cell: ([group]) => group },
      { name: 'zombies', amount: true, cell: ([, zombies]) => zombies.length },
      ...columns.map(({ fate, short }) => ({
        name: `${fateMarks[fate].mark} ${short}`,
        amount: true,
        cell: ([, zombies]: Group) => zombies.filter((zombie) => zombie.fate === fate).length,
      })),
    ],
    [...groups],
  );
}
