/** Contexts in which a mechanism does nothing, so that a test can show the proof failing without it. */

import type { FaultContext } from '../../harness/contracts/fault.ts';

/** The tap's rules are never armed; clients do not vanish. */
export function withoutRules(context: FaultContext): FaultContext {
  const { tap } = context;
  if (tap.injector === undefined) return context;
  const injector = { ...tap.injector, arm: () => Promise.resolve() };
  return {
    ...context,
    tap: { ...tap, injector },
    clients: { vanish: () => Promise.resolve() },
  };
}
