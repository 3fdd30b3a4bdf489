import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ChaosError } from '../contracts/errors.ts';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { loadScenario } from './load-scenario.ts';
import { ScenarioError } from './scenario-error.ts';

const reset = inertFault('reset', {
  settings: [{ name: 'moment', takes: '`now` or `byte`', default: 'now', summary: 'when' }],
  parseSettings: (raw) => {
    if (raw['moment'] === 'now' || raw['moment'] === 'byte') return raw;
    throw new ChaosError('CHAOS_ERR_FAULT_SETTINGS', 'not a moment');
  },
});

describe('a setting under a name of the step', () => {
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'ws-chaos-shadowed-'))));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  async function problemOf(step: string): Promise<string> {
    const file = join(folder, 'chaos.yaml');
    writeFileSync(
      file,
      `name: shadowed
load: { users: { power: 1 } }
phases: { baseline: 1s, chaos: 4s, recovery: 2s }
faults:
  - { inject: reset, ${step}, on: { count: 1 } }
serviceLevel: { reclaimWithin: 1s }
`,
    );
    const known = { checks: [], policies: [], allowHosts: [], overrides: [] };
    const faults = faultsByName(reset);
    const error = await loadScenario(file, { ...known, faults }).catch((cause: unknown) => cause);
    if (!(error instanceof ScenarioError)) throw error as Error;
    const [first] = error.errors;
    const { line, column } = first?.position ?? {};
    return `${String(line)}:${String(column)} ${first?.message ?? ''} ${first?.help ?? ''}`;
  }

  it('is named, at its line and column, with the name it should have', async () => {
    expect(await problemOf('at: byte')).to.equal(
      '5:26 `faults.0.at` says when the fault begins; `byte` is a `moment` of reset. ' +
        'Write `moment: byte`, and under `at` a duration such as `1s`.',
    );
    expect(await problemOf('at: 1s, for: byte')).to.contain('Write `moment: byte`');
  });

  it('is told from a duration that is wrong', async () => {
    expect(await problemOf('at: soon')).to.contain('expected a duration with a unit');
    expect(await problemOf('at: 5')).to.contain('expected a duration with a unit');
  });
});
