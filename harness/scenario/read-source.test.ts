import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { ChaosError } from '../contracts/errors.ts';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { loadScenario } from './load-scenario.ts';
import { readSource } from './read-source.ts';

describe('scenario references', () => {
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'ws-chaos-source-'))));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const error = async (reference: string): Promise<ChaosError> => {
    const cause: unknown = await readSource(reference).catch((reason: unknown) => reason);
    return cause as ChaosError;
  };

  it('name a built-in scenario', async () => {
    const { file, text } = await readSource('half-open-storm');
    expect(file).to.match(/harness\/scenarios\/half-open-storm\.yaml$/);
    expect(text).to.include('name: half-open-storm');
  });

  it('that mean nothing bring up the nearest names', async () => {
    const nearest = await error('half-open-strom');
    expect(nearest.code).to.equal('CHAOS_ERR_SCENARIO_NOT_FOUND');
    expect(nearest.help).to.equal('Did you mean `half-open-storm`?');
    expect((await error('xyz')).help).to.include('one of conservative-cleanup-misses-zombies');
  });

  it('to a file that is not there say so', async () => {
    const absent = await error('./no/such.yaml');
    expect(absent.code).to.equal('CHAOS_ERR_SCENARIO_NOT_FOUND');
    expect(absent.message).to.equal('the scenario file ./no/such.yaml does not exist');
    expect((await error(`${folder}/`)).message).to.include('cannot be read (EISDIR, it is a');
  });

  it('to what is no text, or far too much of it, say so and show none of it', async () => {
    const file = join(folder, 'odd.yaml');
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0x1b, 0x00]));
    const binary = await error(file);
    expect(binary.code).to.equal('CHAOS_ERR_SCENARIO_SYNTAX');
    expect(binary.message).to.equal(`${file} is not text in UTF-8`);
    writeFileSync(file, 'a: b\n'.repeat(1_000_000));
    expect((await error(file)).message).to.contain('5000000 bytes, far too many');
  });

  it('to a file whose name tells no kind say which endings there are', async () => {
    const here = process.cwd();
    writeFileSync(join(folder, 'chaos'), 'name: x\n');
    process.chdir(folder);
    const unnamed = await error('chaos').finally(() => {
      process.chdir(here);
    });
    expect(unnamed.message).to.contain('chaos is a file');
    expect(unnamed.help).to.contain('.yaml');
  });

  it('to a module take its `scenario`, checked like any other', async () => {
    const file = join(folder, 'chaos.ts');
    const define = pathToFileURL(join(import.meta.dirname, 'define-scenario.ts')).href;
    writeFileSync(
      file,
      `import { defineScenario } from '${define}';
export const scenario = defineScenario({
  name: 'from-code',
  load: { users: { power: 2 } },
  phases: { baseline: '1s', chaos: '4s', recovery: '2s' },
  faults: [{ inject: 'stall', on: { share: '50%' }, mode: 'hang' }],
  serviceLevel: { reclaimWithin: '2s' },
});
`,
    );
    const loaded = await loadScenario(file, {
      overrides: ['seed=9'],
      faults: faultsByName(inertFault('stall')),
      checks: [],
      policies: [],
      allowHosts: [],
    });
    expect(loaded.scenario.seed).to.equal(9);
    expect(loaded.scenario.faults[0]).to.deep.equal({
      inject: 'stall',
      atMs: 0,
      on: { sharePercent: 50 },
      settings: { mode: 'hang' },
    });
    expect(loaded.source).to.include('name: from-code');
  });

  it('to a module that is broken or exports nothing are refused', async () => {
    const broken = join(folder, 'broken.ts');
    writeFileSync(broken, 'export const scenario = {;');
    expect(await error(broken)).to.have.property('code', 'CHAOS_ERR_SCENARIO_SYNTAX');
    const other = join(folder, 'other.ts');
    writeFileSync(other, 'export const scenarios = {};');
    expect((await error(other)).message).to.include('exports no `scenario`');
  });
});
