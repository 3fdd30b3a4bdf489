/** Writes the JSON Schemas: `node harness/schemas/write-schemas.ts` after a schema has changed. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemas } from './json-schemas.ts';

for (const [name, schema] of jsonSchemas) {
  writeFileSync(join(import.meta.dirname, name), `${JSON.stringify(schema, null, 2)}\n`);
}
