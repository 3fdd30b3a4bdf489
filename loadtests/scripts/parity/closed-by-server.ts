/** Parity: a server that closes with a code of its own, and one that refuses the upgrade. */

import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { WebSocket } from 'k6/websockets';

const closes = new Counter('my_closes');
const errors = new Counter('my_errors');

export const options: Options = { vus: 1, iterations: 2 };

export default function (): void {
  const url = __ENV['WS_URL'] ?? '';
  const closing = new WebSocket(`${url}/close?code=1012&after=50`);
  closing.onclose = (event?: { readonly code?: number }) => {
    closes.add(1, { code: String(event?.code) });
  };
  const refused = new WebSocket(`${url}/nowhere`);
  refused.onerror = () => {
    errors.add(1);
  };
}
