/** What a plan wants of its tap: how many processes, and whom to trust behind it. */

import { resolve } from 'node:path';
import type { Plan } from '../contracts/plan.ts';
import type { TapWish } from './toolbox.ts';

/** Files are named from the scenario's folder. */
export function tapWish(
  { tap, target }: Pick<Plan, 'tap' | 'target'>,
  baseDirectory: string,
): TapWish {
  const { ca, ...named } = target.tls ?? {};
  const trust = ca === undefined ? {} : { caFile: resolve(baseDirectory, ca) };
  return { ...tap, ...(target.tls === undefined ? {} : { tls: { ...named, ...trust } }) };
}
