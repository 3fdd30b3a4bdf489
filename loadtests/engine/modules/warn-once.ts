/** Words of warning that are said once a run, however many users give cause for them. */

import type { RunContext } from '../run/run-context.ts';

const said = new WeakMap<RunContext, Set<string>>();

export function warnOnce(context: RunContext, text: string): void {
  const known = said.get(context) ?? new Set();
  said.set(context, known);
  if (known.has(text)) return;
  known.add(text);
  context.log('warn', text);
}
