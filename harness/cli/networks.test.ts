import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { EventOf, HistoryEvent } from '../contracts/history.ts';
import type { Plan } from '../contracts/plan.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { cli, judgedRun } from './testing/real-cli.ts';

interface Finished {
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly measured: readonly EventOf<'network.measured'>[];
  readonly out: string;
}

/** Half-open sockets on a third of 18 users who come by all five networks. */
async function runOnMix(module?: string): Promise<Finished> {
  await using scratch = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-networks-'));
  const directory = join(scratch.path, 'run');
  // everybody is on before networks are measured, at two thirds of the baseline, and no server takes a tap that a busy
  // machine holds up for half a second for dead clients
  const patient = ['target.settings.heartbeat=700ms', 'target.settings.probe=500ms'];
  const times = ['phases.baseline=3s', 'phases.chaos=5500ms', 'serviceLevel.reclaimWithin=4s'];
  const sets = ['load.network=mix', ...patient, ...times].flatMap((pair) => ['--set', pair]);
  const args = ['run', 'half-open-storm', ...sets, '--out', directory];
  const { out } = await (module === undefined ? judgedRun(args) : cli(args, { module }));
  const read = (name: string): Promise<string> => readFile(join(directory, name), 'utf8');
  const lines = (await read('history.ndjson')).trimEnd().split('\n');
  return {
    plan: JSON.parse(await read('plan.json')) as Plan,
    verdict: JSON.parse(await read('verdict.json')) as Verdict,
    measured: lines
      .map((line) => JSON.parse(line) as HistoryEvent)
      .filter((event) => event.kind === 'network.measured'),
    out,
  };
}

describe('users who come by networks', function () {
  this.timeout(90_000);

  it('are slower by what theirs adds, keep it on the lane of a fault, and leave nothing there', async () => {
    const { plan, verdict, measured, out } = await runOnMix();
    expect(verdict, out).to.include({ outcome: 'pass', clean: true });
    const names = plan.load.networks?.map(({ name }) => name);
    expect(names).to.deep.equal(['wired', 'wifi', 'mobile', 'slow', 'hidden-tab']);
    expect(measured.map(({ network }) => network)).to.have.members(names ?? []);
    const fastest = new Map(measured.map((one) => [one.network, Math.min(...one.roundTripsMs)]));
    expect(fastest.get('wired')).to.be.at.least(13);
    expect(fastest.get('mobile')).to.be.at.least(50);
    expect(fastest.get('slow')).to.be.at.least(90);
    const parts = plan.lanes.filter(({ partOf }) => partOf === 'f1');
    expect(parts.length).to.be.above(1);
    expect(verdict.matrix.zombies).to.include({ injected: 8, reclaimed: 8 });
    expect(out).to.match(/^networks {3}5 wired \(\d+/m);
  });

  it('are not believed to where Toxiproxy only says so', async () => {
    const module = join(import.meta.dirname, 'testing/forgetful-toxiproxy.ts');
    const { verdict } = await runOnMix(module);
    expect(verdict.outcome).to.equal('unknown');
    const doubt = verdict.checks.find(({ name }) => name === 'load-was-honest');
    expect(doubt?.reason).to.match(/a ping to a user on slow took [\d.]+ ms, less than the 88 ms/);
    expect(verdict.clean).to.equal(true);
  });

  it('are refused where no Toxiproxy is between', async () => {
    const args = ['run', 'half-open-storm', '--proxy', 'none', '--set', 'load.network=slow'];
    const { code, err } = await cli(args);
    expect(code).to.equal(254);
    expect(err).to.contain('load.network (slow) needs Toxiproxy lanes');
  });
});
