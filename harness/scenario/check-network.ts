/** Holds `load.network` against the networks there are: their names, and shares that are everybody. */

import type { LoadSpec } from '../contracts/scenario.ts';
import { suggest } from '../contracts/nearest-name.ts';
import type { Path, Problem } from './scenario-error.ts';

/** Nothing but the wire, which is also what a file means that names no network. */
export const noNetwork = 'none';
/** What users really come by, as the table of networks has it. */
const mix = 'mix';

/** An empty `known` = not known, anything goes. */
export function checkNetwork({ network }: LoadSpec, known: readonly string[]): Problem[] {
  const path: Path = ['load', 'network'];
  if (network === undefined) return [];
  if (typeof network === 'string') {
    const words = known.length === 0 ? [] : [mix, noNetwork, ...known];
    return unknown(network, words, { path });
  }
  return Object.entries(network).flatMap(([cohort, shares]) => [
    ...Object.keys(shares).flatMap((name) =>
      unknown(name, known, { path: [...path, cohort, name], atKey: true }),
    ),
    ...notAll(shares, [...path, cohort]),
  ]);
}

function unknown(
  name: string,
  known: readonly string[],
  place: { readonly path: Path; readonly atKey?: boolean },
): Problem[] {
  if (known.length === 0 || known.includes(name)) return [];
  const near = suggest(name, known);
  const all = `There are ${known.join(', ')}.`;
  const help = near.startsWith('Use') ? near : `${near} ${all}`;
  const message = `there is no network \`${name}\`.`;
  return [{ code: 'CHAOS_ERR_SCENARIO_INVALID', ...place, message, help }];
}

function notAll(shares: Readonly<Record<string, number>>, path: Path): Problem[] {
  const percent = Object.values(shares).reduce((sum, share) => sum + share, 0);
  if (percent === 100) return [];
  const message = `\`${path.join('.')}\`: the shares are ${percent}% in all, not 100%.`;
  const help = 'Give each user of the cohort one network.';
  return [{ code: 'CHAOS_ERR_SCENARIO_INVALID', path, atKey: true, message, help }];
}
