/** Parity: a script that aborts the test, exit code 108. */

import exec from 'k6/execution';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';

const started = new Counter('my_starts');

export const options: Options = { vus: 1, iterations: 5 };

export default function (): void {
  started.add(1);
  if (exec.scenario.iterationInTest === 2) exec.test.abort('on purpose');
}
