import { expect } from 'chai';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli, runScenarioCli } from './run-cli.ts';

/** A command line of our own, so that this is a test of how it is called and read. */
async function withProgram(
  source: string,
  use: (module: string, directory: string) => Promise<void>,
): Promise<void> {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-cli-'));
  const module = join(directory.path, 'program.mjs');
  await writeFile(module, source);
  await use(module, directory.path);
}

const leavesVerdict = `
  import { writeFileSync } from 'node:fs';
  const args = process.argv.slice(2);
  const directory = args[args.indexOf('--out') + 1];
  writeFileSync(directory + '/verdict.json', JSON.stringify({ args, seed: 7 }));
  writeFileSync(directory + '/plan.json', JSON.stringify({ seed: 7 }));
  console.log('told'); console.error('news');
  process.exitCode = 1;
`;

describe('running the command line', () => {
  it('passes scenario, seed, directory and overrides, and reads what the run left', async () => {
    await withProgram(leavesVerdict, async (module, directory) => {
      const set = { 'target.policy': 'graduated' };
      const run = await runScenarioCli({ scenario: 'storm', directory, seed: 7, set }, { module });
      const { args } = run.verdict as unknown as { args: string[] };
      const flags = ['--seed', '7', '--set', 'target.policy=graduated'];
      expect(args).to.deep.equal(['run', 'storm', '--out', directory, ...flags]);
      expect(run).to.include({ exitCode: 1, stdout: 'told\n', stderr: 'news\n', directory });
      expect(run.reproduce).to.contain('run storm --seed 7 --set target.policy=graduated');
    });
  });

  it('rejects with the output when there is no verdict', async () => {
    await withProgram(
      "console.error('no server'); process.exitCode = 254;",
      async (module, directory) => {
        const error: unknown = await runScenarioCli({ scenario: 'x', directory }, { module }).catch(
          (caught: unknown) => caught,
        );
        expect(String(error)).to.contain('exit code 254').and.contain('no server');
      },
    );
  });

  it('stops a run that takes too long', async () => {
    await withProgram('setInterval(() => {}, 1000);', async (module) => {
      const error: unknown = await runCli(['run', 'x'], { module, limitMs: 300 }).catch(
        (caught: unknown) => caught,
      );
      expect(String(error)).to.contain('took longer than 300 ms and was stopped');
    });
  });
});
