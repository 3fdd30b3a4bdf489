import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { cli } from './testing/real-cli.ts';

const rest = `
  users: { power: 2 }
phases: { baseline: 1s, chaos: 1s, recovery: 1s }
serviceLevel: { reclaimWithin: 1s }
`;

describe('files that a scenario names', () => {
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-files-'));
    file = join(directory, 'mine.yaml');
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function validate(target: string, load = ''): ReturnType<typeof cli> {
    await writeFile(file, `name: mine\ntarget: ${target}\nload:${load}${rest}`);
    return cli(['validate', file]);
  }

  it('are missed at their line and column, before anything starts', async () => {
    const target = '{ command: [x], url: "wss://127.0.0.1:1/", directory: ./d, tls: { ca: ./c } }';
    const { code, err } = await validate(target, '\n  script: ./chat.ts');
    expect(code).to.equal(254);
    expect(err).to.match(/mine\.yaml:4:11: the load script `\.\/chat\.ts` is not there/);
    expect(err).to.match(/mine\.yaml:2:\d+: the directory of the command `\.\/d` is not there/);
    expect(err).to.match(/mine\.yaml:2:\d+: the certificate authority `\.\/c` is not there/);
    expect(err).to.contain(`looked for at ${join(directory, 'chat.ts')}`);
  });

  it('must be files, or a directory, as wanted', async () => {
    await mkdir(join(directory, 'chat.ts'));
    const { err } = await validate('{ policy: graduated }', '\n  script: ./chat.ts');
    expect(err).to.contain('`./chat.ts` is not a file');
  });

  it('are fine where they are', async () => {
    await writeFile(join(directory, 'chat.ts'), 'export default function () {}\n');
    const { code, err } = await validate('{ policy: graduated }', '\n  script: ./chat.ts');
    expect(err).to.equal('');
    expect(code).to.equal(0);
  });
});
