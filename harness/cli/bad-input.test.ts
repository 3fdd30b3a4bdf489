import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { markedProcesses } from '../process/run-processes.ts';
import { cli, seen, startCli } from './testing/real-cli.ts';

const good = {
  name: 'tiny',
  seed: '1',
  load: 'load:\n  users: { power: 2 }',
  phases: 'phases: { baseline: 300ms, chaos: 800ms, recovery: 300ms }',
  faults: 'faults:\n  - { inject: stalled-emitter, at: 100ms, on: { cohort: power, count: 1 } }',
  serviceLevel: 'serviceLevel: { reclaimWithin: 500ms }',
};

function scenario(changes: Partial<typeof good> & { target?: string }): string {
  const { name, seed, load, phases, faults, serviceLevel } = { ...good, ...changes };
  const target = changes.target ?? 'target: { policy: graduated }';
  return [`name: ${name}`, `seed: ${seed}`, target, load, phases, faults, serviceLevel, ''].join(
    '\n',
  );
}

describe('bad input', () => {
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-input-'));
    file = join(directory, 'tiny.yaml');
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function run(text: string, ...more: string[]): ReturnType<typeof cli> {
    await writeFile(file, text);
    return cli(['run', file, '--out', join(directory, 'run'), ...more]);
  }

  it('names an unknown scenario and the nearest one', async () => {
    const { code, err } = await cli(['run', 'half-open-strom']);
    expect(code).to.equal(254);
    expect(err).to.contain('CHAOS_ERR_SCENARIO_NOT_FOUND').and.to.contain('half-open-storm');
  });

  it('points at an unknown fault', async () => {
    const faults = good.faults.replace('stalled-emitter', 'stalled-emiter');
    const { code, err } = await run(scenario({ faults }));
    expect(code).to.equal(254);
    expect(err).to.match(/tiny\.yaml:8:\d+: .*stalled-emiter.*CHAOS_ERR_FAULT_UNKNOWN/);
    expect(err).to.contain('stalled-emitter');
  });

  it('points at a fault whose victims are not there', async () => {
    const faults = good.faults.replace(
      '{ cohort: power, count: 1 }',
      '{ connections: [power-9.1] }',
    );
    const { code, err } = await run(scenario({ faults }));
    expect(code).to.equal(254);
    expect(err).to.match(/tiny\.yaml:8: fault f1 .*power-9\.1.*CHAOS_ERR_FAULT_VICTIMS/);
  });

  it('points at a fault that would hit more than is allowed', async () => {
    const faults = `safety: { maxVictims: 10% }\n${good.faults}`;
    const { code, err } = await run(scenario({ faults }));
    expect(code).to.equal(254);
    expect(err).to.contain(`${file}:9: at `);
    expect(err).to.match(/f1 \(stalled-emitter\) would hit 1 of \d.*CHAOS_ERR_FAULT_VICTIMS/);
  });

  it('points at an unknown field', async () => {
    const { code, err } = await run(scenario({ phases: good.phases.replace('chaos', 'caos') }));
    expect(code).to.equal(254);
    expect(err).to.match(/tiny\.yaml:6:\d+: .*caos.*CHAOS_ERR_SCENARIO_INVALID/);
  });

  it('points at a duration without a unit', async () => {
    const { code, err } = await run(
      scenario({ serviceLevel: 'serviceLevel: { reclaimWithin: 5 }' }),
    );
    expect(code).to.equal(254);
    expect(err).to.match(/tiny\.yaml:9:\d+: .*CHAOS_ERR_SCENARIO_INVALID/);
  });

  it('points at broken YAML', async () => {
    const { code, err } = await run('name: [tiny\n');
    expect(code).to.equal(254);
    expect(err).to.match(/tiny\.yaml:\d+:\d+: .*CHAOS_ERR_SCENARIO_SYNTAX/);
  });

  it('refuses a setting the fault does not have', async () => {
    const faults = good.faults.replace('at:', 'mood: foul, at:');
    const { code, err } = await run(scenario({ faults }));
    expect(code).to.equal(254);
    expect(err).to.contain('CHAOS_ERR_FAULT_SETTINGS').and.to.contain('mood');
  });

  it('refuses more victims than there are', async () => {
    const { code, err } = await run(
      scenario({ faults: good.faults.replace('count: 1', 'count: 99') }),
    );
    expect(code).to.equal(254);
    expect(err).to.contain('CHAOS_ERR_FAULT_VICTIMS');
  });

  it('refuses a server elsewhere', async () => {
    const { code, err } = await cli([
      'run',
      'half-open-storm',
      '--target-url',
      'ws://example.org/',
    ]);
    expect(code).to.equal(254);
    expect(err).to.contain('CHAOS_ERR_HOST_NOT_ALLOWED');
  });

  it('refuses an unknown flag', async () => {
    const { code, err } = await cli(['run', 'half-open-storm', '--sead', '1']);
    expect(code).to.equal(254);
    expect(err).to.contain('--sead');
  });

  it('refuses a results directory that cannot be made', async () => {
    await writeFile(file, scenario({}));
    const { code, err } = await cli(['run', file, '--out', join(file, 'below')]);
    expect(code).to.equal(254);
    expect(err).to.contain('CHAOS_ERR_RESULTS_NOT_WRITABLE');
  });

  it('points at a syntax error in the load script', async () => {
    await writeFile(join(directory, 'chat.ts'), 'export default function () {\n  const = 1;\n}\n');
    const load = `${good.load}\n  script: ./chat.ts`;
    const { code, err } = await run(scenario({ load }));
    expect(code).to.equal(254);
    expect(err).to.match(/chat\.ts:2:\d+: .*CHAOS_ERR_LOAD_SCRIPT/);
  });
});

describe('parts that fail', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-parts-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('says three ways to get a missing Toxiproxy', async () => {
    const { code, err } = await cli(['run', 'half-open-storm', '--out', directory], {
      env: {
        TOXIPROXY_SERVER: join(directory, 'nowhere'),
      },
    });
    expect(code).to.equal(2);
    expect(err).to.contain('CHAOS_ERR_TOXIPROXY_MISSING').and.to.contain('TOXIPROXY_SERVER');
  });

  it('says that the server under test did not start, with its last words', async () => {
    const file = join(directory, 'tiny.yaml');
    const crash = `[${JSON.stringify(process.execPath)}, -e, "console.error('no database'); process.exit(7)"]`;
    const target = `target: { command: ${crash}, url: "ws://127.0.0.1:9/chat" }`;
    await writeFile(file, scenario({ target, faults: 'faults: []' }));
    const { code, err } = await cli(['run', file, '--out', join(directory, 'run')]);
    expect(code).to.equal(2);
    expect(err).to.contain('CHAOS_ERR_TARGET_START').and.to.contain('no database');
  });

  it('says that the port of the server under test is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as AddressInfo;
    const sets = ['--set', `target.settings.port=${String(port)}`];
    const { code, err } = await cli(['run', 'half-open-storm', '--out', directory, ...sets]);
    squatter.close();
    expect(code).to.equal(2);
    expect(err)
      .to.contain('CHAOS_ERR_TARGET_START')
      .and.to.match(/in use/i);
  });

  for (const [part, outcome, end, exitCode] of [
    ['target', 'fail', 'error', 1],
    ['tap', 'unknown', 'error', 2],
    ['toxiproxy', 'unknown', 'completed', 2], // another one takes its place
    ['load', 'unknown', 'error', 2],
  ] as const) {
    it(`ends ${outcome} when the ${part} is killed in the middle`, async function () {
      this.timeout(60_000);
      const { process: child, ended } = startCli([
        'run',
        'half-open-storm',
        '--out',
        directory,
        '--json',
      ]);
      await seen(directory, ({ kind }) => kind === 'fault.proof');
      process.kill(await pidOf(part, child.pid ?? 0), 'SIGKILL');
      const { code, out, err } = await ended;
      expect(code, err).to.equal(exitCode);
      expect(JSON.parse(out)).to.include({ outcome, ended: end, clean: true });
    });
  }
});

/** The pid of a part of the run of that harness, by its command line. */
async function pidOf(part: string, harness: number): Promise<number> {
  const names: Record<string, RegExp> = {
    target: /target\/main\.ts/,
    tap: /faults\/tap\/main\.ts/,
    toxiproxy: /toxiproxy-server/,
    load: /loadtests\/engine\/[a-z-]+\.ts/,
  };
  const found = (await markedProcesses()).find(
    ({ run, command }) =>
      run.startsWith(`${String(harness)}-`) && names[part]?.test(command) === true,
  );
  if (found === undefined) throw new Error(`no ${part} in the run of ${String(harness)}`);
  return found.pid;
}
