/** The style sheet of the report's pages. */

import { readFileSync } from 'node:fs';

export function pageStyle(): string {
  return readFileSync(new URL('page.css', import.meta.url), 'utf8');
}
