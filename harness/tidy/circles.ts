/** Files that import each other, directly or through others: none of them can be read or changed alone. */

import { importsOf, type Source } from './sources.ts';

/** The files of each circle, sorted. An import of types alone is none: it is gone when the code runs. */
export function circlesIn(files: readonly Source[]): readonly (readonly string[])[] {
  const imports = new Map(files.map((file) => [file.path, importsOf(withoutTypes(file))]));
  const reached = new Map([...imports.keys()].map((path) => [path, reachableFrom(path, imports)]));
  const circles = new Map<string, readonly string[]>();
  for (const [path, others] of reached) {
    if (!others.has(path)) continue;
    const circle = [...others].filter((other) => reached.get(other)?.has(path) === true);
    circles.set(circle.toSorted().join(' '), circle.toSorted());
  }
  return [...circles.values()];
}

function withoutTypes(file: Source): Source {
  return { ...file, text: file.text.replace(/^(?:import|export) type\b[^;]*;/gm, '') };
}

function reachableFrom(
  start: string,
  imports: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [start];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    for (const next of imports.get(path) ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}
