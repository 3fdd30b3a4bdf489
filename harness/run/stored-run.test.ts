import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Plan } from '../contracts/plan.ts';
import { openEventLog } from './event-log.ts';
import { baseDirectoryOf, readRun } from './read-run.ts';
import { claimRunDirectory, makeRunDirectory, pointLatest } from './run-directory.ts';

const plan = {
  ...{ scenario: 'storm', seed: 7, hash: 'abc' },
  ...{ phases: [], faults: [], load: {}, serviceLevel: {} },
} as unknown as Plan;

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a stored run', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'ws-chaos-run-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  async function stored(): Promise<string> {
    const directory = join(root, 'run');
    await makeRunDirectory({ directory, plan, scenarioSource: 'name: storm\n' });
    const log = await openEventLog(join(directory, 'history.ndjson'));
    log.record({ kind: 'note', atUs: 20, text: 'second' });
    log.record({ kind: 'note', atUs: 10, text: 'first' });
    await log.close();
    return directory;
  }

  it('is read back with its events in the order of their times', async () => {
    const { history, scenarioSource } = await readRun(await stored());
    expect(history.events.map(({ atUs }) => atUs)).to.deep.equal([10, 20]);
    expect(history.plan).to.deep.equal(plan);
    expect(scenarioSource).to.equal('name: storm\n');
  });

  it('is replaced by the next run in the same directory, not added to', async () => {
    const directory = await stored();
    await writeFile(join(directory, 'verdict.json'), '{"outcome":"pass"}');
    await stored();
    expect((await readRun(directory)).history.events).to.have.length(2);
    const left = await readdir(directory);
    expect(left.toSorted()).to.deep.equal(['history.ndjson', 'plan.json', 'scenario.yaml']);
  });

  it('leads its relative paths from where its scenario lay, or from here where that is elsewhere', () => {
    const of = (baseDirectory?: string): string => {
      const start = { kind: 'run.start', atUs: 0, planHash: '', seed: 1, wallTime: '' } as const;
      const events = [{ ...start, ...(baseDirectory === undefined ? {} : { baseDirectory }) }];
      return baseDirectoryOf({ history: { plan, events }, scenarioSource: '' });
    };
    expect(of(root)).to.equal(root);
    expect(of(join(root, 'of-another-machine'))).to.equal(process.cwd());
    expect(of()).to.equal(process.cwd());
  });

  it('is read up to a line torn by a kill', async () => {
    const directory = await stored();
    await appendFile(join(directory, 'history.ndjson'), '{"kind":"no');
    expect((await readRun(directory)).history.events).to.have.length(2);
  });

  it('is refused with file and line where the middle is damaged', async () => {
    const directory = await stored();
    await appendFile(join(directory, 'history.ndjson'), 'rubbish\n{"kind":"note","atUs":3}\n');
    const error = await failure(readRun(directory));
    expect(error).to.have.property('code', 'CHAOS_ERR_RUN_UNREADABLE');
    expect(error).to.have.nested.property('position.line', 3);
  });

  for (const text of ['', '{ "hash": "a', '{}', 'null', '[]']) {
    it(`is refused with its file where its plan is ${text || 'empty'}`, async () => {
      const directory = await stored();
      await writeFile(join(directory, 'plan.json'), text);
      const error = await failure(readRun(directory));
      expect(error).to.have.property('code', 'CHAOS_ERR_RUN_UNREADABLE');
      expect(error).to.have.property('message').that.contains('plan.json');
    });
  }

  it('is refused with file and line where something else than events is in it', async () => {
    const directory = await stored();
    await appendFile(join(directory, 'history.ndjson'), 'null\n{"kind":"note","atUs":3}\n');
    const error = await failure(readRun(directory));
    expect(error).to.have.nested.property('position.line', 3);
  });

  it('is refused where there is none', async () => {
    const error = await failure(readRun(join(root, 'nowhere')));
    expect(error).to.have.property('code', 'CHAOS_ERR_RUN_UNREADABLE');
  });

  it('cannot be made where a file is in the way', async () => {
    await writeFile(join(root, 'file'), '');
    const making = makeRunDirectory({
      directory: join(root, 'file', 'run'),
      plan,
      scenarioSource: '',
    });
    expect(await failure(making)).to.have.property('code', 'CHAOS_ERR_RESULTS_NOT_WRITABLE');
  });

  for (const place of ['/proc/x', '/proc/x/y', '/dev/null/x']) {
    it(`cannot be made at ${place}, and says so at once`, async () => {
      const making = makeRunDirectory({ directory: place, plan, scenarioSource: '' });
      expect(await failure(making)).to.have.property('code', 'CHAOS_ERR_RESULTS_NOT_WRITABLE');
    });
  }

  it('has a directory named after scenario, time and seed, and never another run’s', async () => {
    const claim = (): Promise<string> => claimRunDirectory(root, plan, '2026-11-24T08:16:19.123Z');
    const first = join(root, 'storm', '2026-11-24T081619Z-seed-7');
    expect(await claim()).to.equal(first);
    expect(await claim()).to.equal(`${first}-2`);
  });

  it('has no directory where a file is in the way', async () => {
    await writeFile(join(root, 'storm'), '');
    const claim = claimRunDirectory(root, plan, '2026-11-24T08:16:19.123Z');
    expect(await failure(claim)).to.have.property('code', 'CHAOS_ERR_RESULTS_NOT_WRITABLE');
  });

  it('is where latest points, also when latest was there before', async () => {
    for (const name of ['one', 'two']) {
      await mkdir(join(root, name));
      await writeFile(join(root, name, 'plan.json'), name);
      await pointLatest(root, join(root, name));
    }
    expect(await readFile(join(root, 'latest', 'plan.json'), 'utf8')).to.equal('two');
  });
});

describe('the event log', () => {
  it('drops what comes after its end and closes twice without harm', async () => {
    const root = await mkdtemp(join(tmpdir(), 'ws-chaos-log-'));
    const log = await openEventLog(join(root, 'history.ndjson'));
    const seen: string[] = [];
    const unsubscribe = log.onEvent(({ kind }) => seen.push(kind));
    log.record({ kind: 'note', atUs: 1, text: 'a' });
    unsubscribe();
    log.record({ kind: 'note', atUs: 2, text: 'b' });
    await log.close();
    log.record({ kind: 'note', atUs: 3, text: 'c' });
    await log.close();
    expect(seen).to.deep.equal(['note']);
    expect(
      (await readFile(join(root, 'history.ndjson'), 'utf8')).trim().split('\n'),
    ).to.have.length(2);
    await rm(root, { recursive: true });
  });
});
