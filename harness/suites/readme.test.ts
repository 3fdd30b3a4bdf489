import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect } from 'chai';
import { parse, stringify } from 'yaml';
import { faults } from '../../faults/index.ts';
import { loadScenario } from '../scenario/load-scenario.ts';
import { programOf } from '../cli/program.ts';
import { root } from '../cli/testing/real-cli.ts';
import type { Toolbox } from '../cli/toolbox.ts';

const streams = { out: new Writable(), err: new Writable() };
const finish = (): Promise<void> => Promise.resolve();
// no verb looks at its tools before it is run
const program = programOf({ tools: {} as Toolbox, streams, finish });
const verbs = new Map(
  program.commands.map((verb) => [verb.name(), verb.options.map(({ long }) => long)] as const),
);

describe('README.md', () => {
  let text: string;
  before(async () => (text = await readFile(join(root, 'README.md'), 'utf8')));

  const found = (pattern: RegExp): readonly (readonly string[])[] =>
    [...text.matchAll(pattern)].map((match) => match.slice(1));

  it('names every verb in its table, and no other', () => {
    const rows = found(/^\| (`[a-z`, ]+) \|/gm).flatMap(([cell = '']) => cell.match(/[a-z]+/g));
    expect(rows).to.have.members([...verbs.keys()]);
  });

  it('calls verbs that exist, with flags that they have', () => {
    const commands = found(/^(?:npm run -s ws-chaos --|npx ws-chaos) ([a-z]+)(.*)$/gm);
    expect(commands).to.have.length.above(3);
    for (const [verb = '', words = ''] of commands) {
      expect([...verbs.keys()]).to.include(verb);
      for (const [flag] of words.matchAll(/--[a-z-]+/g)) expect(verbs.get(verb)).to.include(flag);
    }
  });

  it('names no flag that no verb has', () => {
    const known = new Set([...verbs.values()].flat());
    const named = found(/`(--[a-z-]+)/g).map(([flag]) => flag);
    expect(named.filter((flag) => !known.has(flag))).to.deep.equal([]);
  });

  it('shows scenarios that are taken, each piece in the one it begins with', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-readme-'));
    const blocks = found(/```yaml\n([\s\S]*?)```/g).map(([block = '']) => parse(block) as object);
    const [whole, ...pieces] = blocks;
    expect(whole).to.have.property('name');
    expect(pieces).to.have.length.above(1);
    const cohortFree = { users: { enterprise: 2, power: 6, returning: 8, signup: 4 } };
    for (const piece of [{}, ...pieces]) {
      const file = join(directory.path, 'scenario.yaml');
      const long = { phases: { baseline: '3s', chaos: '30s', recovery: '5s' }, load: cohortFree };
      await writeFile(file, stringify({ ...whole, ...long, ...piece }));
      await loadScenario(file, {
        overrides: [],
        faults,
        checks: [],
        policies: [],
        allowHosts: [],
      });
    }
  });
});
