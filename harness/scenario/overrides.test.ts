import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ChaosError } from '../contracts/errors.ts';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { loadScenario } from './load-scenario.ts';

const text = `name: storm
load: { users: { power: 6 } }
phases: { baseline: 1s, chaos: 4s, recovery: 2s }
faults:
  - { inject: stall, on: { count: 1 } } # why
serviceLevel: { reclaimWithin: 2s }
`;

describe('overrides', () => {
  let folder = '';
  let file = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ws-chaos-set-'));
    file = join(folder, 'chaos.yaml');
    writeFileSync(file, text);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const load = (...overrides: string[]): ReturnType<typeof loadScenario> =>
    loadScenario(file, {
      overrides,
      faults: faultsByName(inertFault('stall')),
      checks: [],
      policies: ['conservative', 'graduated'],
      allowHosts: [],
    });
  const refusal = async (override: string): Promise<ChaosError> => {
    const error: unknown = await load(override).catch((cause: unknown) => cause);
    return error as ChaosError;
  };

  it('set fields that are there, that are not there yet, and items of lists', async () => {
    const { scenario, source } = await load(
      'target.policy=conservative',
      'target.settings.manager-limit=20',
      'faults.0.at=1s',
      'load.users.power=7',
      'expect={ graduated: [] }',
    );
    expect(scenario.target.policy).to.equal('conservative');
    expect(scenario.target.settings).to.deep.equal({ 'manager-limit': '20' });
    expect(scenario.faults[0]?.atMs).to.equal(1000);
    expect(scenario.load.users.power).to.equal(7);
    expect(source).to.include('# why').and.to.include('policy: conservative');
  });

  it('are refused when they have no path or no value', async () => {
    for (const override of ['target.policy', '=x', '.a=1', 'a..b=1']) {
      expect(await refusal(override)).to.have.property('code', 'CHAOS_ERR_USAGE');
    }
  });

  it('are refused when their value is an alias of nothing', async () => {
    const { code, message } = await refusal('load=*x');
    expect(code).to.equal('CHAOS_ERR_SCENARIO_INVALID');
    expect(message).to.contain('`*x` stands for nothing');
  });

  it('are refused when their path leads nowhere, in words', async () => {
    expect((await refusal('faults.3.at=1s')).message).to.include(
      '`faults` is a list of 1; `3` is not in it',
    );
    expect((await refusal('name.first=1')).message).to.include('`name` holds a value, not fields');
    expect((await refusal('load.users=[')).message).to.include('its value is not YAML');
  });

  it('are named as the place of what is wrong with them', async () => {
    const error = await refusal('target.polcy=conservative');
    expect(error.message).to.equal('unknown field `target.polcy`.');
    expect(error.help).to.equal('Did you mean `policy`?');
    expect(error.position).to.deep.equal({ file: '--set target.polcy=conservative' });
    const inside = await refusal('faults.0.on={ count: none }');
    expect(inside.position?.file).to.equal('--set faults.0.on={ count: none }');
  });
});
