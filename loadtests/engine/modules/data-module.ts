/** `k6/data`: arrays that all users of a process share, read-only. */

import type { VirtualUser } from '../user/virtual-user.ts';

export function dataModule(user: VirtualUser): Record<string, unknown> {
  function SharedArray(name: unknown, make: unknown): unknown {
    if ((new.target as unknown) === undefined)
      throw new TypeError('SharedArray must be called with new');
    if (user.phase !== 'init')
      throw new Error('new SharedArray must be called in the init context');
    if (typeof name !== 'string' || name === '') throw new TypeError('a SharedArray needs a name');
    const { sharedArrays } = user.context;
    let shared = sharedArrays.get(name);
    if (shared === undefined) {
      shared = sharedArray(name, make);
      sharedArrays.set(name, shared);
    }
    return shared;
  }
  return { SharedArray };
}

/** Elements are kept as JSON; each read gives a copy of its own. */
function sharedArray(name: string, make: unknown): unknown {
  if (typeof make !== 'function') throw new TypeError(`SharedArray \`${name}\` needs a function`);
  const made: unknown = (make as () => unknown)();
  if (!Array.isArray(made))
    throw new TypeError(`the function of SharedArray \`${name}\` must return an array`);
  return sharedArrayOf(
    name,
    made.map((element) => JSON.stringify(element) as string | undefined),
  );
}

/** The array of these elements, JSON each. */
export function sharedArrayOf(name: string, elements: readonly (string | undefined)[]): unknown {
  const read = (key: string | symbol): { readonly value: unknown } | undefined => {
    if (typeof key !== 'string' || !/^\d+$/.test(key)) return undefined;
    const json = elements[Number(key)];
    return { value: json === undefined ? undefined : (JSON.parse(json) as unknown) };
  };
  return new Proxy([] as unknown[], {
    get: (target, key, self): unknown => {
      if (key === 'length') return elements.length;
      const element = read(key);
      return element === undefined ? Reflect.get(target, key, self) : element.value;
    },
    has: (target, key) =>
      typeof key === 'string' && /^\d+$/.test(key)
        ? Number(key) < elements.length
        : Reflect.has(target, key),
    set: () => {
      throw new TypeError(`SharedArray \`${name}\` is read-only`);
    },
  });
}
