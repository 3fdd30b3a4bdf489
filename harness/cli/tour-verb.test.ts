import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../process/system-clock.ts';
import { lookUntil } from '../process/time-limit.ts';
import type { MatrixRow } from '../report/fault-matrix/index.ts';
import { cli, startCli } from './testing/real-cli.ts';

const scenario = {
  name: 'round-trip',
  seed: 3,
  target: { policy: 'conservative', settings: { heartbeat: '300ms' } },
  load: { users: { returning: 5 } },
  phases: { baseline: '500ms', chaos: '2700ms', recovery: '200ms' },
  serviceLevel: { reclaimWithin: '2s' }, // what it reclaims takes a moment; a busy machine may take longer
};

describe('ws-chaos tour', function () {
  this.timeout(90_000);
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-tour-'));
    file = join(directory, 'scenario.yaml');
    await writeFile(file, JSON.stringify(scenario));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const rows = async (): Promise<readonly MatrixRow[]> =>
    JSON.parse(await readFile(join(directory, 'tour.json'), 'utf8')) as readonly MatrixRow[];

  it('tries each fault in a run of its own and says what each did, or why not', async () => {
    const only = ['half-close', 'partition'];
    const flags = ['--victims', '4', '--out', directory];
    const { code, out, err } = await cli(['tour', file, '--only', ...only, ...flags]);
    expect(code, err).to.equal(1);
    expect(out)
      .to.match(/^✓ half-close +reclaimed 4 of 4/m)
      .and.to.match(/^✗ partition +never 4 of 4/m);
    const [halfClose, partition] = await rows();
    expect(halfClose?.cells['this server']).to.include({ outcome: 'pass', reclaimed: 4 });
    expect(partition?.cells['this server']).to.include({ outcome: 'fail', never: 4 });
    expect(await readFile(join(directory, 'tour.html'), 'utf8')).to.contain('never 4 of 4');
    expect(await readFile(join(directory, 'partition', 'report.html'), 'utf8')).to.contain(
      'partition',
    );
  });

  it('leaves out what cannot be had on a server, and says why', async () => {
    const careful = join(directory, 'careful.yaml');
    await writeFile(careful, JSON.stringify({ ...scenario, safety: { maxVictims: '40%' } }));
    const flags = ['--only', 'stalled-emitter', 'half-close', '--victims', '3', '--out', directory];
    const { code, out } = await cli([
      'tour',
      careful,
      '--target-url',
      'ws://127.0.0.1:9/',
      ...flags,
    ]);
    expect(code).to.equal(2);
    expect(out).to.match(/^– half-close +not run: .*40%/m);
    expect(out).to.match(/^– stalled-emitter +not run: /m);
    expect((await rows()).map(({ cells }) => cells)).to.deep.equal([{}, {}]);
  });

  it('refuses a fault nobody knows, before anything starts', async () => {
    const { code, err } = await cli(['tour', file, '--only', 'half-clothes']);
    expect(code).to.equal(254);
    expect(err).to.contain('half-clothes').and.to.contain('CHAOS_ERR_FAULT_UNKNOWN');
  });

  it('ends with the run it is in when it is interrupted', async () => {
    const only = ['half-close', 'partition'];
    const running = startCli(['tour', file, '--only', ...only, '--out', directory]);
    const begun = await lookUntil(systemClock, { withinMs: 20_000, everyMs: 20 }, () =>
      readFile(join(directory, 'half-close', 'history.ndjson'), 'utf8').then(
        (text) => (text.includes('"fault.begin"') ? true : undefined),
        () => undefined,
      ),
    );
    expect(begun).to.equal(true);
    running.process.kill('SIGINT');
    const { code, out } = await running.ended;
    expect(code).to.equal(130);
    expect(out).not.to.contain('partition');
  });
});
