import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChaosError } from '../../harness/contracts/errors.ts';
import type { RunningLoad } from '../../harness/contracts/load.ts';
import type { Plan, PlannedUser } from '../../harness/contracts/plan.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { startEchoServer } from '../engine/testing/echo-server.ts';
import { embeddedDriver } from './embedded.ts';
import { CollectedEvents } from './testing/collected-events.ts';

const source = `import { sleep } from 'k6'; import { WebSocket } from 'k6/websockets';
  const lazy = { get nap() { sleep(0.01); return 1; } };
  export default () => { lazy.nap; const w = new WebSocket(__ENV.WS_URL); w.onopen = () => w.send('x'); };`;

/** In the engine's own process, which has no compiler. */
describe('embedded driver with a script in threads', function () {
  this.timeout(40_000);
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-threads-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function start(url: string, events: CollectedEvents, users: number): Promise<RunningLoad> {
    await writeFile(join(directory, 's.ts'), source);
    const planned = Array.from({ length: users }, (_, index): PlannedUser => {
      const id = `power-${index + 1}`;
      return { id, cohort: 'power', connections: 1, startAfterMs: 0, arrival: false, seed: 1 };
    });
    const load = { activity: 'idle', env: {}, users: planned, script: 's.ts' };
    return embeddedDriver(systemClock).start({
      plan: { lanes: [], faults: [], target: {}, serviceLevel: {}, load } as unknown as Plan,
      baseDirectory: directory,
      laneUrls: { default: url },
      workDirectory: join(directory, 'work'),
      durationMs: 30_000,
      onEvents: (each) => {
        events.add(each);
      },
      onExit: () => undefined,
    });
  }

  it('names its connections, and ends with it', async () => {
    await using server = await startEchoServer();
    const events = new CollectedEvents();
    const load = await start(`${server.url}/echo`, events, 2);
    await Promise.all(['power-1.1.0', 'power-2.1.0'].map((id) => events.until('client.open', id)));
    await load.stop(2000);
    expect(events.of('client.closed').map(({ code, by }) => [code, by])).to.deep.equal([
      [1000, 'client'],
      [1000, 'client'],
    ]);
  });

  it('refuses more users than threads before anything starts', async () => {
    const events = new CollectedEvents();
    const error: unknown = await start('ws://127.0.0.1:1/', events, 51).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(ChaosError);
    const { code, message, position } = error as ChaosError;
    expect(code).to.equal('CHAOS_ERR_LOAD_UNSUPPORTED');
    expect(message).to.match(/getter.*50 users at most, and the test has 51/);
    expect(position).to.include({ line: 2 });
  });
});
