import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { freePort } from '../process/free-port.ts';
import { judgedScenarioCli } from './run-cli.ts';

const server = fileURLToPath(
  new URL('../../faults/hooks/testing/hooked-server.ts', import.meta.url),
);

function scenarioOn(port: number): string {
  return `
name: hooked-server
seed: 3
target:
  command: [${process.execPath}, ${server}, '${String(port)}']
  url: ws://127.0.0.1:${String(port)}/
  census: http://127.0.0.1:${String(port)}/census
  hooks: ready-line
load: { users: { power: 4, returning: 6 }, activity: idle }
phases: { baseline: 2s, chaos: 5s, recovery: 2s }
faults:
  - { inject: handler-crash, at: 500ms, for: 1s, on: { cohort: power, count: 2 } }
  - { inject: clock-step, at: 1s, for: 1s, on: { header: 'x-chaos-connection: power-*', count: 1 } }
  - { inject: cleanup-failure, at: 1s, for: 3500ms, on: { cohort: returning, count: 2 } }
  - { inject: stalled-emitter, at: 1s, for: 3s, on: { cohort: returning, count: 1 } }
serviceLevel: { reclaimWithin: 2s, judge: slotFree }
checks: [fault-was-observed, zombies-reclaimed, live-connections-kept]
`;
}

describe('a server that is not ours, with the hooks in it', () => {
  it('is hurt and judged by faults of the application as the reference server is', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-hooks-'));
    const scenario = join(directory.path, 'scenario.yaml');
    await writeFile(scenario, scenarioOn(await freePort()));
    const run = await judgedScenarioCli({ scenario, directory: join(directory.path, 'run') });
    const outcomes = Object.fromEntries(
      run.verdict.checks.map(({ name, outcome }) => [name, outcome]),
    );
    // pings pass below the emit path: this server never misses what a stalled emitter does not send
    expect(outcomes, run.stdout).to.deep.equal({
      'fault-was-observed': 'pass',
      'zombies-reclaimed': 'fail',
      'live-connections-kept': 'pass',
    });
    expect(run.verdict.matrix.zombies).to.deep.include({ injected: 3, reclaimed: 2, never: 1 });
    expect(run.verdict.clean).to.equal(true);
  }).timeout(120_000);
});
