/** `k6/secrets`. */

import type { VirtualUser } from '../user/virtual-user.ts';

export function secretsModule({ context: { secrets } }: VirtualUser): Record<string, unknown> {
  return {
    get: async (key: unknown) => Promise.resolve(secrets.get(String(key))),
    source: (name: unknown) => {
      secrets.assertNamed(String(name));
      return {
        get: async (key: unknown) => Promise.resolve(secrets.get(String(key), String(name))),
      };
    },
  };
}
