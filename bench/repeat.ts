/** Runs each built-in scenario under each policy again and again with one seed: the same verdict every time? */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from '../harness/cli/testing/real-cli.ts';
import type { Verdict } from '../harness/contracts/verdict.ts';
import { lookAhead } from '../harness/suites/look-ahead.ts';
import { writeBaseline } from './write-baseline.ts';

const times = Number(process.argv[2] ?? 10);

interface Listed {
  readonly name: string;
  readonly expect: Readonly<Record<string, readonly string[]>>;
}

interface Row {
  readonly scenario: string;
  readonly policy: string;
  /** `fail: zombies-reclaimed` → how often. */
  readonly verdicts: Record<string, number>;
  readonly asExpected: number;
}

const listed = JSON.parse((await cli(['list', 'scenarios', '--json'])).out) as readonly Listed[];
const directory = await mkdtemp(join(tmpdir(), 'ws-chaos-repeat-'));
const rows: Row[] = [];
for (const { name, expect } of listed) {
  for (const [policy, checks] of Object.entries(expect)) {
    rows.push(await repeat({ name, policy, expected: describe(checks) }));
  }
}
await rm(directory, { recursive: true });
writeBaseline('repeat', { times, rows });
const isSame = rows.every(({ asExpected }) => asExpected === times);
process.stdout.write(`${isSame ? 'the same verdict every time' : 'verdicts differ'}\n`);
process.exitCode = isSame ? 0 : 1;

async function repeat(one: { name: string; policy: string; expected: string }): Promise<Row> {
  const { name, policy, expected } = one;
  const verdicts: Record<string, number> = {};
  const outOf = (turn: number): string => join(directory, `${name}-${policy}-${String(turn)}`);
  const runs = lookAhead(
    Array.from({ length: times }, (_, turn) => () => {
      const flags = ['--set', `target.policy=${policy}`, '--out', outOf(turn), '--json'];
      return cli(['run', name, ...flags]);
    }),
    { width: 2 },
  );
  for (let turn = 0; turn < times; turn += 1) {
    const out = outOf(turn);
    const verdict = summarise((await runs(turn)).out);
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    if (verdict === expected) await rm(out, { recursive: true });
    else process.stdout.write(`  not as expected (${expected}): ${verdict}; kept in ${out}\n`);
  }
  const text = Object.entries(verdicts)
    .map(([verdict, count]) => `${String(count)} × ${verdict}`)
    .join(', ');
  process.stdout.write(`| ${name} | ${policy} | ${text} |\n`);
  return { scenario: name, policy, verdicts, asExpected: verdicts[expected] ?? 0 };
}

function summarise(out: string): string {
  try {
    const verdict = JSON.parse(out) as Verdict;
    const failing = verdict.checks.filter(({ outcome }) => outcome === 'fail');
    const names = failing.map(({ name }) => name);
    return verdict.outcome === 'unknown' ? 'unknown' : describe(names);
  } catch {
    return 'no verdict';
  }
}

function describe(failing: readonly string[]): string {
  return failing.length === 0 ? 'pass' : `fail: ${failing.toSorted().join(' ')}`;
}
