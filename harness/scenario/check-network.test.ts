import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { formatPosition } from '../contracts/errors.ts';
import type { Scenario } from '../contracts/scenario.ts';
import { loadScenario, type LoadOptions } from './load-scenario.ts';
import { ScenarioError } from './scenario-error.ts';

const options: LoadOptions = {
  overrides: [],
  faults: new Map(),
  checks: [],
  policies: [],
  networks: ['wired', 'wifi', 'mobile'],
  allowHosts: [],
};
const head = `name: storm
load:
  users: { power: 6, signup: 2 }
`;
const tail = `phases: { baseline: 1s, chaos: 4s, recovery: 2s }
serviceLevel: { reclaimWithin: 2s }
`;

describe('load.network', () => {
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'ws-chaos-network-'))));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  async function read(line: string, more: Partial<LoadOptions> = {}): Promise<Scenario> {
    const file = join(folder, 'chaos.yaml');
    writeFileSync(file, `${head}${line}${tail}`);
    return (await loadScenario(file, { ...options, ...more })).scenario;
  }
  async function problems(line: string, more: Partial<LoadOptions> = {}): Promise<string[]> {
    const error = await read(line, more).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    if (!(error instanceof ScenarioError)) throw error as Error;
    return error.errors.map(({ message, help, position }) => {
      const place = position === undefined ? '?' : formatPosition(position).split('chaos.yaml:')[1];
      return `${place ?? '?'} ${message} ${help ?? ''}`;
    });
  }

  it('is a word, the network of everybody, or shares by cohort', async () => {
    expect((await read('  network: mix\n')).load.network).to.equal('mix');
    expect((await read('  network: mobile\n')).load.network).to.equal('mobile');
    const shares = '  network: { power: { wifi: 60%, mobile: 40% } }\n';
    expect((await read(shares)).load.network).to.deep.equal({ power: { wifi: 60, mobile: 40 } });
  });

  it('is nothing where it says `none` or is not there, and may be set from outside', async () => {
    expect((await read('')).load).not.to.have.property('network');
    expect((await read('  network: none\n')).load).not.to.have.property('network');
    const overrides = ['load.network=mix'];
    expect((await read('', { overrides })).load.network).to.equal('mix');
  });

  it('names the networks there are for one that is not', async () => {
    expect(await problems('  network: marsh\n')).to.deep.equal([
      '4:12 there is no network `marsh`. Use one of mix, none, wired, wifi, mobile.',
    ]);
    expect(await problems('  network: { power: { wired: 20%, wify: 80% } }\n')).to.deep.equal([
      '4:35 there is no network `wify`. Did you mean `wifi`? There are wired, wifi, mobile.',
    ]);
    expect(
      (await read('  network: marsh\n', { networks: [] })).load.network,
      'not known here',
    ).to.equal('marsh');
  });

  it('wants everybody to have one', async () => {
    expect(await problems('  network: { power: { wired: 20%, wifi: 70% } }\n')).to.deep.equal([
      '4:14 `load.network.power`: the shares are 90% in all, not 100%. Give each user of the cohort one network.',
    ]);
  });

  it('points into the shares where something in them is wrong', async () => {
    expect(await problems('  network: { power: { wired: 0.5 } }\n')).to.deep.equal([
      '4:30 `load.network.power.wired`: expected whole percent from `1%` to `100%`, found the number 0.5. Correct this field.',
    ]);
    expect(await problems('  network: { powr: { wired: 100% } }\n')).to.deep.equal([
      '4:14 unknown field `load.network.powr`. Did you mean `power`?',
    ]);
    expect(await problems('  network: 3\n')).to.deep.equal([
      '4:12 `load.network`: expected `mix`, `none`, a network, or shares of networks per cohort, found the number 3. Correct this field.',
    ]);
  });
});
