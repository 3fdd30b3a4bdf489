/** The address clients connect to, as the ready line tells it. */

import { isIPv6 } from 'node:net';
import type { Settings } from '../settings/settings.ts';

export function publicUrl({ host, tlsCert }: Settings, port: number): string {
  const scheme = tlsCert === undefined ? 'ws' : 'wss';
  return `${scheme}://${isIPv6(host) ? `[${host}]` : host}:${String(port)}/chat`;
}
