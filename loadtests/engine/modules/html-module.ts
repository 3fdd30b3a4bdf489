/** `k6/html`: pages as documents. */

import { parseHtml, Selection } from '../html/selection.ts';

export const htmlNames: readonly string[] = ['parseHTML', 'Selection'];

export function htmlModule(): Record<string, unknown> {
  return { parseHTML: parseHtml, Selection };
}
