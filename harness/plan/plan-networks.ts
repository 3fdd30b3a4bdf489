/** By which network each user comes: drawn by seed from the shares of the cohort, and from nothing else of the plan. */

import type { Random } from '../contracts/clock.ts';
import { ChaosError } from '../contracts/errors.ts';
import type { NetworkShares, NetworkTable, PlannedNetwork } from '../contracts/network.ts';
import type { PlannedUser } from '../contracts/plan.ts';
import type { Cohort, LoadSpec } from '../contracts/scenario.ts';

/** The word for the shares of the table, cohort by cohort. */
export const mixWord = 'mix';

const noTable: NetworkTable = {
  networks: [],
  mix: { enterprise: {}, power: {}, returning: {}, signup: {} },
};
/** Of a percent, so that shares of the draw are as fine as those of the file. */
const parts = 1000;

export interface UsersByNetwork {
  readonly users: readonly PlannedUser[];
  /** Those in use, in the order of the table; absent where the load names none. */
  readonly networks?: readonly PlannedNetwork[];
}

/** `random` is this draw's own. Throws CHAOS_ERR_SCENARIO_INVALID for a network that the table does not know. */
export function drawNetworks(
  users: readonly PlannedUser[],
  { network: wanted }: Pick<LoadSpec, 'network'>,
  {
    table = noTable,
    random,
  }: { readonly table?: NetworkTable | undefined; readonly random: Random },
): UsersByNetwork {
  if (wanted === undefined) return { users };
  const sharesOf = (cohort: Cohort): NetworkShares | undefined => {
    if (wanted === mixWord) return table.mix[cohort];
    return typeof wanted === 'string' ? { [wanted]: 100 } : wanted[cohort];
  };
  const drawn = users.map((user) => {
    const shares = sharesOf(user.cohort);
    if (shares === undefined) return user;
    return { ...user, network: draw(shares, table, random.fork(user.id)) };
  });
  const used = new Set(drawn.map(({ network }) => network));
  return { users: drawn, networks: table.networks.filter(({ name }) => used.has(name)) };
}

/** In the order of the table: that of a file changes nothing. */
function draw(shares: NetworkShares, { networks }: NetworkTable, random: Random): string {
  const known = new Set(networks.map(({ name }) => name));
  const unknown = Object.keys(shares).find((name) => !known.has(name));
  if (unknown !== undefined) throw strange(unknown, known);
  let left = random.integer(100 * parts);
  for (const { name } of networks) {
    left -= (shares[name] ?? 0) * parts;
    if (left < 0) return name;
  }
  throw new ChaosError(
    'CHAOS_ERR_SCENARIO_INVALID',
    'shares of `load.network` are not 100% in all',
  );
}

function strange(name: string, known: ReadonlySet<string>): ChaosError {
  return new ChaosError('CHAOS_ERR_SCENARIO_INVALID', `there is no network \`${name}\``, {
    help: `Use one of ${[...known].join(', ')}.`,
  });
}
