/** The published JSON Schemas, generated: editors and other programs read our files by them. */

import { z } from 'zod';
import { scenarioSchema } from '../scenario/scenario-schema.ts';
import { historyEventSchema } from './history-schema.ts';
import { planSchema } from './plan-schema.ts';
import { verdictSchema } from './verdict-schema.ts';

/** By file name in this folder; JSON Schema 2020-12. A scenario is described as it is written. */
export const jsonSchemas: ReadonlyMap<string, object> = new Map([
  ['history-event.schema.json', titled('One line of history.ndjson', historyEventSchema)],
  ['plan.schema.json', titled('plan.json', planSchema)],
  ['scenario.schema.json', titled('A scenario of ws-chaos', scenarioSchema)],
  ['verdict.schema.json', titled('verdict.json', verdictSchema)],
]);

function titled(title: string, schema: z.ZodType): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { $schema, title, ...rest };
}
