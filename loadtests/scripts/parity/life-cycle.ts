/** Parity: setup data, HTTP, iterations that throw, and teardown. */

import { check, fail } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';

const torn = new Counter('my_teardowns');

export const options: Options = {
  scenarios: { one: { executor: 'per-vu-iterations', vus: 1, iterations: 4, maxDuration: '20s' } },
};

export function setup(): { readonly word: string } {
  return { word: 'yes' };
}

export default function (data: { readonly word: string }): void {
  const { status } = http.get(`${__ENV['HTTP_URL'] ?? ''}/json`);
  check(data, { 'setup came through': ({ word }) => word === 'yes' });
  check(status, { 'status is 200': (value) => value === 200 });
  if (exec.vu.iterationInScenario === 1) fail('on purpose');
  http.get(`${__ENV['HTTP_URL'] ?? ''}/status/503`);
}

export function teardown(data: { readonly word: string }): void {
  if (data.word === 'yes') torn.add(1);
}
