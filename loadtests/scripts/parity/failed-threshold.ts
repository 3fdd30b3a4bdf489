/** Parity: a threshold that fails, exit code 99. */

import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';

const mine = new Counter('my_count');

export const options: Options = {
  iterations: 3,
  thresholds: { my_count: ['count<3', 'count>0'] },
};

export default function (): void {
  mine.add(1);
}
