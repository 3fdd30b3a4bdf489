import { expect } from 'chai';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScenario } from '../scenario/load-scenario.ts';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { scenarioLines } from './scenario-lines.ts';

const text = `# a comment
name: lines
seed: 1
load:
  users: { power: 3 }
phases: { baseline: 1s, chaos: 4s, recovery: 1s }
faults:
  - inject: late
    at: 2s
    on: { count: 1 }
  - { inject: early, at: 0s, for: 500ms, repeatEvery: 1s, on: { count: 1 } }
serviceLevel:
  reclaimWithin: 1s
`;

describe('lines of a scenario', () => {
  it('are those of the steps, by the ids of the plan, and of its fields', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-lines-'));
    const file = join(directory.path, 'lines.yaml');
    await writeFile(file, text);
    const harmless = { makesZombies: false };
    const faults = faultsByName(inertFault('late', harmless), inertFault('early', harmless));
    const loaded = await loadScenario(file, {
      overrides: ['serviceLevel.reclaimWithin=2s', 'target={}'],
      ...{ faults, checks: [], policies: [], allowHosts: [] },
    });
    const { lines, ...more } = scenarioLines(loaded, faults);
    expect(more).to.deep.equal({ file });
    // f1, f2: early at 0 s and 1 s; then both at 2 s, in the order of the scenario
    expect(lines).to.include({ name: 2, load: 4, faults: 7, f1: 11, f2: 11, f3: 8, f4: 11 });
    expect(lines).to.include({ serviceLevel: 12 });
    expect(lines, 'set on the command line').not.to.have.property('target');
  });
});
