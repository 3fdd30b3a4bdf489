/** The page about every fault, written from the faults themselves. */

import { needsOf } from '../harness/contracts/fault-needs.ts';
import type { Fault } from '../harness/contracts/fault.ts';

/** Markdown; the same faults give the same bytes. */
export function renderCatalogue(faults: Iterable<Fault>): string {
  const all = [...faults];
  const rows = all.map(
    (fault) => `- [${fault.name}](#${fault.name}): ${fault.summary}${zombiesOf(fault)}`,
  );
  return [
    '# The faults',
    '',
    'Written from the faults themselves (`faults/catalogue.ts`); a test holds the two together.',
    'Faults on the same victim act in the order in which they begin, each on what those before it let through. A fault that makes',
    'zombies or needs the clients shares its victims with no other; one on a lane with those that name them by `connections`; all',
    'others may be stacked.',
    'A **zombie** is a connection that is truly dead from the proof to the heal: a good server reclaims it.',
    'Where a fault kills one connection after the other, each is proven apart, and the last so early that it can be judged.',
    '',
    ...rows,
    '',
    ...all.flatMap(section),
  ].join('\n');
}

function section(fault: Fault): readonly string[] {
  const { name, summary, settings = [] } = fault;
  return [
    `## ${name}`,
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    '',
    `- Needs: ${[needsIn(fault, {}), ...otherNeeds(fault)].join('; ')}.`,
    `- Proof: ${fault.witness ?? ''}${fault.traffic === undefined ? '' : `; needs ${fault.traffic}`}.`,
    `- Undo: ${fault.undo ?? ''}${fault.healWitness === undefined ? '' : `; proof of healing: ${fault.healWitness}`}.`,
    `- Applies to: connections there at the start${also(fault)}.`,
    `- In charts: ${fault.legend.label}, \`${fault.legend.colour}\`.`,
    '',
    'Settings:',
    '',
    ...settings.map(
      (setting) =>
        `- \`${setting.name}\`: ${setting.summary}. Takes ${setting.takes}; \`${setting.default}\` where it is left out.`,
    ),
    '',
    '```yaml',
    `- { inject: ${name}, at: 1s, on: { count: 2 }${example(settings)} }`,
    '```',
    '',
  ];
}

function needsIn(fault: Fault, raw: Readonly<Record<string, unknown>>): string {
  const needs = needsOf(fault, fault.parseSettings(raw));
  return needs.length === 0 ? 'nothing' : needs.join(', ');
}

/** Where another choice needs something else. */
function otherNeeds(fault: Fault): readonly string[] {
  const usual = needsIn(fault, {});
  return (fault.settings ?? []).flatMap(({ name, options = [] }) =>
    options.flatMap((option) => {
      const needed = needsIn(fault, { [name]: option });
      return needed === usual ? [] : `with \`${name}: ${option}\` ${needed}`;
    }),
  );
}

/** By which choices it makes them, where it is not always. */
function zombiesOf(fault: Fault): string {
  if (fault.makesZombies) return ' (zombies)';
  const choices = (fault.settings ?? []).flatMap(({ name, options = [] }) =>
    options
      .filter((option) => kills(fault, { [name]: option }))
      .map((option) => `${name}: ${option}`),
  );
  return choices.length === 0 ? '' : ` (zombies with \`${choices.join('`, `')}\`)`;
}

function kills(fault: Fault, raw: Readonly<Record<string, unknown>>): boolean {
  return fault.firstDeathMs?.(fault.parseSettings(raw)) !== undefined;
}

function also({ hitsReturning, onlyThere = '' }: Fault): string {
  return hitsReturning === true
    ? ', and those in which victims come back while it is on'
    : `; ${onlyThere}`;
}

/** The first two settings at their defaults: enough to copy from. */
function example(settings: Fault['settings'] = []): string {
  return settings
    .slice(0, 2)
    .map(({ name, default: value }) => `, ${name}: ${value}`)
    .join('');
}
