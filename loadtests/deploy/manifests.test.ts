import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadExitCodes } from '../engine/run/exit-codes.ts';
import { startEchoServer } from '../engine/testing/echo-server.ts';
import { configMapFile, configMapText } from './config-map.ts';
import { manifestsOf, problemsOf } from './testing/check-manifest.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');
const files = ['config-map.yaml', 'job.yaml', 'test-run.yaml'];

interface Job {
  readonly spec: {
    readonly completions: number;
    readonly parallelism: number;
    readonly template: {
      readonly spec: {
        readonly containers: readonly [
          {
            readonly command: readonly string[];
            readonly args: readonly [string];
            readonly env: readonly [{ readonly name: string; readonly value: string }];
          },
        ];
      };
    };
  };
}

const job = manifestsOf(read('job.yaml'))[0] as Job;

describe('the manifests', () => {
  for (const file of files) {
    it(`${file} is what a cluster understands`, () => {
      expect(problemsOf(read(file))).to.deep.equal([]);
    });
  }

  const wrong: readonly [file: string, from: string, to: string, problem: RegExp][] = [
    ['job.yaml', 'completions: 4', 'completions: four', /must be integer/],
    ['job.yaml', 'completionMode', 'completionMod', /additional properties \(completionMod\)/],
    ['job.yaml', 'completionMode: Indexed', 'completionMode: Index', /completionMode must be/],
    ['job.yaml', 'restartPolicy: Never', 'restartPolicy: Always', /restartPolicy must be/],
    ['job.yaml', '- name: load', '- nam: load', /required property 'name'/],
    ['job.yaml', 'memory: 256Mi', 'memory: 256 Mi', /memory must match/],
    ['job.yaml', 'batch/v1', 'batch/v2', /apiVersion must be/],
    ['config-map.yaml', "USERS: '400'", 'USERS: 400', /USERS must be string/],
    ['config-map.yaml', 'kind: ConfigMap', 'kind: Config', /no such kind/],
    ['test-run.yaml', 'parallelism: 4', 'parallelism: 0', /must be >= 1/],
    ['test-run.yaml', 'file: load.ts', 'path: load.ts', /required property 'file'/],
    ['test-run.yaml', 'runner:', 'runners:', /additional properties \(runners\)/],
  ];
  for (const [file, from, to, problem] of wrong) {
    it(`${file} with ${to} is refused`, () => {
      const text = read(file);
      expect(text).to.contain(from);
      expect(problemsOf(text.replace(from, to)).join('\n')).to.match(problem);
    });
  }

  it('name what exists: the same maps, and the key of the script', () => {
    const names = manifestsOf(read('config-map.yaml')) as { metadata: { name: string } }[];
    expect(names.map(({ metadata }) => metadata.name)).to.deep.equal([
      'ws-chaos-scripts',
      'ws-chaos-settings',
    ]);
    for (const file of ['job.yaml', 'test-run.yaml'])
      for (const { metadata } of names) expect(read(file)).to.contain(`name: ${metadata.name}`);
    expect(read('test-run.yaml')).to.contain('file: load.ts');
    expect(read('job.yaml')).to.contain('/scripts/load.ts');
  });

  it('hold the script as it is in the checkout (node loadtests/deploy/write-config-map.ts)', () => {
    expect(readFileSync(configMapFile, 'utf8')).to.equal(configMapText());
  });
});

describe('the Job', function () {
  this.timeout(60_000);
  this.slow(20_000);
  const [container] = job.spec.template.spec.containers;
  const instances = job.spec.completions;

  /** The container's own command, with the checkout as its working directory. */
  async function runPod(index: number, env: Readonly<Record<string, string>>): Promise<object> {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-pod-'));
    const summary = join(directory.path, 'summary.json');
    const [shell = 'sh', ...flags] = container.command;
    const script = container.args[0].replace('--quiet', `--quiet --summary-export ${summary}`);
    const [{ name, value }] = container.env;
    const given = { JOB_COMPLETION_INDEX: String(index), [name]: value, ...env };
    const path = `${join(process.execPath, '..')}:${process.env['PATH'] ?? ''}`;
    const pod = spawn(shell, [...flags, script], {
      cwd: root,
      env: { PATH: path, ...given },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let problems = '';
    pod.stderr.on('data', (chunk: Buffer) => (problems += String(chunk)));
    const [code] = (await once(pod, 'close')) as [number];
    // answers within the script's threshold are not asked of a machine that runs all pods at a time
    expect(code, problems).to.be.oneOf([loadExitCodes.ok, loadExitCodes.thresholdsFailed]);
    return JSON.parse(await readFile(summary, 'utf8')) as object;
  }

  it('has as many instances as segments', () => {
    expect(container.env[0]).to.deep.equal({ name: 'INSTANCES', value: String(instances) });
    expect(job.spec.parallelism).to.equal(instances);
  });

  it('does every user of the test once, however many pods there are', async () => {
    await using server = await startEchoServer();
    const settings = {
      WS_URL: `${server.url}/echo`,
      USERS: '6',
      DURATION: '100ms',
      EVERY_MS: '30',
    };
    const env = { ...settings, SCRIPT: 'loadtests/scripts/steady-echo.ts' };
    const indexes = Array.from({ length: instances }, (_, index) => index);
    const summaries = await Promise.all(indexes.map((index) => runPod(index, env)));
    const counts = summaries.map((summary) => {
      const { metrics } = summary as {
        metrics: { ws_sessions: { count: number }; checks: { fails: number } };
      };
      expect(metrics.checks.fails).to.equal(0);
      return metrics.ws_sessions.count;
    });
    expect(counts.toSorted()).to.deep.equal([1, 1, 2, 2]);
    expect(server.upgrades).to.have.length(6);
    expect(server.received).to.have.length(60);
  });
});
