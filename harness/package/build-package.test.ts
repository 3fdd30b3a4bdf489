import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Verdict } from '../contracts/verdict.ts';
import { requireToxiproxy } from '../../faults/testing/require-toxiproxy.ts';
import { buildPackage } from './build-package.ts';

const run = promisify(execFile);
const modules = resolve(import.meta.dirname, '..', '..', 'node_modules');

/** A project of a user, in which the package is installed beside the dependencies it names. */
describe('the npm package', function () {
  this.timeout(60_000);
  let project: string;
  let toxiproxy: string; // the package brings none
  const installed = (...path: string[]): string =>
    join(project, 'node_modules', 'ws-chaos', ...path);
  const node = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
    run(process.execPath, args, {
      cwd: project,
      env: { ...process.env, TOXIPROXY_SERVER: toxiproxy },
    });

  before(async function () {
    toxiproxy = requireToxiproxy(this);
    project = await mkdtemp(join(tmpdir(), 'ws-chaos-package-'));
    await buildPackage(installed());
    const manifest = JSON.parse(await readFile(installed('package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const name of [...Object.keys(manifest.dependencies), 'chai']) {
      await mkdir(join(project, 'node_modules', name, '..'), { recursive: true });
      await symlink(join(modules, name), join(project, 'node_modules', name));
    }
  });
  after(() => rm(project, { recursive: true, force: true }));

  it('holds no test, no bench and nothing of the tools', async () => {
    const paths = await readdir(installed(), { recursive: true });
    expect(paths.filter((path) => /\.(test|chaos|contract)\.|(^|\/)testing($|\/)/.test(path))).to.be
      .empty;
    expect(await readdir(installed())).to.have.members([
      ...['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', 'ws-chaos.js'],
      ...['faults', 'harness', 'loadtests', 'target'],
    ]);
  });

  it('runs a scenario from end to end', async () => {
    const out = join(project, 'run');
    const short = ['phases.baseline=500ms', 'phases.recovery=500ms', 'phases.chaos=2500ms'];
    const flags = short.flatMap((pair) => ['--set', pair]);
    const runOnce = async (): Promise<{ verdict: Verdict; stdout: string }> => {
      const command = [installed('ws-chaos.js'), 'run', 'half-open-storm', '--out', out, ...flags];
      // other exit codes than 0 are in the verdict, too
      const { stdout } = await node(...command).catch(
        (error: unknown) => error as { stdout: string },
      );
      const text = await readFile(join(out, 'verdict.json'), 'utf8');
      return { verdict: JSON.parse(text) as Verdict, stdout };
    };
    const first = await runOnce();
    // one that ends unknown says nothing: the machine was too busy for it
    const { verdict, stdout } = first.verdict.outcome === 'unknown' ? await runOnce() : first;
    expect(stdout).to.contain('reproduce  npx ws-chaos run half-open-storm');
    expect(verdict, stdout).to.include({ outcome: 'pass', clean: true });
    expect(verdict.matrix.zombies).to.include({ injected: 8, reclaimed: 8 });
  });

  it('runs a load script of the user in two worker processes', async () => {
    const script = join(project, 'script.ts');
    await writeFile(
      script,
      `import { sleep } from 'k6';\nexport default (): void => { sleep(0.01); };\n`,
    );
    const { stdout } = await node(
      ...[installed('ws-chaos.js'), 'load', script, '--workers', '2'],
      ...['--vus', '2', '--iterations', '6', '--quiet'],
    );
    expect(stdout).to.match(/iterations\.*: 6 /);
  });

  it('runs a load script in threads, with a module of the package', async () => {
    const script = join(project, 'threads.ts');
    await writeFile(
      script,
      `import { sleep } from 'k6';\nimport { keptSocket } from 'ws-chaos/sockets';
       export default () => console.log(typeof keptSocket, [2, 1].sort((a, b) => { sleep(0.01); return a - b; }).join());`,
    );
    const { stderr } = await node(installed('ws-chaos.js'), 'load', script, '-q');
    expect(stderr).to.contain('function 1,2');
  });

  it('gives the imports it names', async () => {
    const source = `
      import { chaosHooks } from 'ws-chaos/hooks';
      import { defineScenario } from 'ws-chaos/scenario';
      import { chaiChaos } from 'ws-chaos/chai';
      console.log(typeof chaosHooks().attach, typeof defineScenario, typeof chaiChaos);`;
    const { stdout } = await node('--input-type=module', '--eval', source);
    expect(stdout.trim()).to.equal('function function function');
  });
});
