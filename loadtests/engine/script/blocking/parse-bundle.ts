/** The syntax tree of a bundle. */

import { parse, type Program } from 'acorn';

/** The code must be a module without imports, as the bundler makes it. */
export function parseBundle(code: string): Program {
  return parse(code, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    locations: true,
    preserveParens: true,
  });
}
