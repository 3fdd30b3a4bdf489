/** `k6/secrets`. */

import type { VirtualUser } from '../user/virtual-user.ts';

export function secretsModule(user: VirtualUser): Record<string, unknown> {
  const { secrets } = user.context;
  const get = async (key: unknown, name?: string): Promise<string> => {
    const secret = secrets.get(String(key), name);
    if (typeof secret === 'string' || !user.isRunning) return secret;
    // an iteration is not over while it waits for a server
    return secret.finally(user.pend(() => undefined));
  };
  return {
    get: (key: unknown) => get(key),
    source: (name: unknown) => {
      secrets.assertNamed(String(name));
      return { get: (key: unknown) => get(key, String(name)) };
    },
  };
}
