/** Names of modules inside compiled text: what was `main.ts` in the checkout is `main.js` in the package. */

import { posix } from 'node:path';

const moduleName = /(['"])([\w./*-]+)\.ts\1/g;

/**
 * `file` and `compiled` are paths inside the package, with `/`. A quoted name changes where the module it means was
 * compiled: seen from the file or, for one with a folder (or `*` for any), as the end of a path. Other texts stay.
 */
export function pointAtCompiled(text: string, file: string, compiled: ReadonlySet<string>): string {
  const folder = posix.dirname(file);
  const isCompiled = (name: string): boolean => {
    if (compiled.has(posix.join(folder, `${name}.js`))) return true;
    const end = `/${name.replace(/^\*\//, '')}.js`;
    return name.includes('/') && [...compiled].some((path) => `/${path}`.endsWith(end));
  };
  return text.replace(moduleName, (whole, quote: string, name: string) =>
    isCompiled(name) ? `${quote}${name}.js${quote}` : whole,
  );
}
