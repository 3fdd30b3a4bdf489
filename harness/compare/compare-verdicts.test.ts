import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Verdict } from '../contracts/verdict.ts';
import { compareVerdicts } from './compare-verdicts.ts';
import { describeComparison } from './describe-comparison.ts';
import { readVerdict } from './read-verdict.ts';

const times = { count: 5, p50: 400, p95: 600, p99: 600, max: 600, never: 0 };
const earlier: Verdict = {
  outcome: 'unknown',
  scenario: 'storm',
  seed: 1,
  planHash: 'a',
  matrix: {
    zombies: { injected: 5, reclaimed: 5, late: 0, never: 0, unjudged: 0 },
    healthy: { kept: 15, killed: 0 },
  },
  reclaim: { closeSeen: times, slotFree: times, socketGone: { ...times, p50: null } },
  checks: [
    { name: 'kept', outcome: 'pass', violations: [] },
    { name: 'honest', outcome: 'unknown', violations: [], reason: 'slow' },
    { name: 'reclaimed', outcome: 'pass', violations: [] },
    { name: 'old', outcome: 'pass', violations: [] },
  ],
  ended: 'completed',
  environment: { node: 'v24.1', cpus: 2 },
};
const later: Verdict = {
  ...earlier,
  outcome: 'fail',
  matrix: {
    ...earlier.matrix,
    zombies: { injected: 5, reclaimed: 3, late: 0, never: 2, unjudged: 0 },
  },
  reclaim: { ...earlier.reclaim, slotFree: { ...times, count: 3, p50: 450.5, never: 2 } },
  checks: [
    { name: 'honest', outcome: 'pass', violations: [] },
    { name: 'kept', outcome: 'pass', violations: [] },
    { name: 'new', outcome: 'pass', violations: [] },
    { name: 'reclaimed', outcome: 'fail', violations: [{ message: 'two were never reclaimed' }] },
  ],
  environment: { node: 'v24.2', cpus: 2 },
};

describe('compare verdicts', () => {
  it('puts what became worse first', () => {
    const { checks, unchanged } = compareVerdicts(earlier, later);
    expect(checks.map(({ change, check }) => `${change} ${check}`)).to.deep.equal([
      'worse reclaimed',
      'better honest',
      'added new',
      'removed old',
    ]);
    expect(unchanged).to.equal(1);
  });

  it('finds nothing between a verdict and itself', () => {
    const { checks, figures, environment, samePlan } = compareVerdicts(earlier, earlier);
    expect([checks, figures, environment, samePlan]).to.deep.equal([[], [], [], true]);
  });

  it('is written with reasons and differences', () => {
    expect(describeComparison(compareVerdicts(earlier, later)).split('\n')).to.deep.equal([
      'storm, the same plan',
      'outcome  unknown → fail',
      '✗ worse  reclaimed: pass → fail',
      '           two were never reclaimed',
      '✓ better honest: unknown → pass',
      '           slow',
      '+ added  new: not asked → pass',
      '- gone   old: pass → not asked',
      '1 check unchanged',
      'figures',
      '  matrix.zombies.reclaimed   5 → 3 (-2)',
      '  matrix.zombies.never       0 → 2 (+2)',
      '  reclaim.slotFree.count     5 → 3 (-2)',
      '  reclaim.slotFree.p50       400ms → 450.5ms (+50.5ms)',
      '  reclaim.slotFree.never     0 → 2 (+2)',
      'environment',
      '  node  v24.1 → v24.2',
    ]);
  });

  it('says when the runs are of different plans or scenarios', () => {
    const other = { ...later, planHash: 'b' };
    expect(describeComparison(compareVerdicts(earlier, other))).to.match(
      /^storm, different plans\n/,
    );
    const calm = { ...later, scenario: 'calm' };
    expect(describeComparison(compareVerdicts(earlier, calm))).to.match(/^storm against calm\n/);
  });
});

describe('read verdict', () => {
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'ws-chaos-compare-'))));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const error = async (path: string): Promise<unknown> =>
    readVerdict(path).catch((cause: unknown) => cause);

  it('takes a run directory or the file itself', async () => {
    const file = join(folder, 'verdict.json');
    writeFileSync(file, JSON.stringify(earlier));
    expect(await readVerdict(folder)).to.deep.equal(earlier);
    expect(await readVerdict(file)).to.deep.equal(earlier);
  });

  it('refuses what is absent, torn or something else', async () => {
    expect(await error(join(folder, 'absent'))).to.have.property(
      'code',
      'CHAOS_ERR_RUN_UNREADABLE',
    );
    const torn = join(folder, 'torn.json');
    writeFileSync(torn, '{"outcome":');
    expect(await error(torn)).to.have.property('code', 'CHAOS_ERR_RUN_UNREADABLE');
    writeFileSync(torn, '{"outcome":"pass"}');
    expect(await error(torn))
      .to.have.property('message')
      .that.includes('holds no verdict');
  });
});
