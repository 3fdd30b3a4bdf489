import { expect } from 'chai';
import { chmod, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryEvent } from '../../../harness/contracts/history.ts';
import { createFakeClock } from '../../../harness/testing/fake-clock.ts';
import { k6Arguments, k6Environment } from './command-line.ts';
import { exitMeaning } from './exit-meaning.ts';
import { findK6 } from './find-k6.ts';
import { openLinePipe } from './line-pipe.ts';
import { parseLogLine } from './log-lines.ts';
import { SampleEvents } from './sample-events.ts';
import { summaryEvents } from './summary-events.ts';

const codeOf = (code: number): ReturnType<typeof exitMeaning> =>
  exitMeaning({ code, signal: null });

describe('a k6 of the user', () => {
  it('is the one K6 names, or the first on PATH', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-find-k6-'));
    const path = join(directory.path, 'k6');
    await writeFile(path, '');
    expect(() => findK6({ K6: path })).to.throw(`K6 names ${path}, which cannot be run`);
    await chmod(path, 0o755);
    expect(findK6({ K6: path, PATH: '' })).to.deep.equal({ path, how: 'K6' });
    expect(findK6({ PATH: `/nowhere::${directory.path}` })).to.deep.equal({ path, how: 'PATH' });
    expect(() => findK6({ PATH: '/nowhere' }))
      .to.throw('no k6 was found')
      .with.property('code', 'CHAOS_ERR_TOOL_MISSING');
  });

  it('is told everything on its command line and nothing by variables of the user', () => {
    const env = { WS_URL: 'ws://127.0.0.1:1/', CHAOS_ENGINE: 'mine' };
    const order = { script: '/s.ts', env, defaults: { vus: 2, duration: '5s' } };
    const args = k6Arguments(order, { config: '/c.json', samples: '/p', summary: '/s.json' });
    expect(args.at(0)).to.equal('run');
    expect(args.at(-1)).to.equal('/s.ts');
    expect(args).to.include.members(['--no-usage-report', '/c.json', 'json=/p', 'CHAOS_ENGINE=k6']);
    expect(args).not.to.include('CHAOS_ENGINE=mine');
    expect(k6Environment({ HOME: '/h', K6: '/k6', K6_VUS: '9' })).to.deep.equal({
      HOME: '/h',
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
    });
  });

  it('ends in an orderly way with failed thresholds, and not with an exception', () => {
    for (const code of [0, 99, 108, 110]) expect(codeOf(code).isOrderly, String(code)).to.be.true;
    for (const code of [1, 100, 104, 105, 107, 109, 255])
      expect(codeOf(code).isOrderly, String(code)).to.be.false;
    expect(codeOf(107).errorCode).to.equal('CHAOS_ERR_LOAD_SCRIPT');
    expect(codeOf(109).errorCode).to.equal('CHAOS_ERR_LOAD_START');
    expect(exitMeaning({ code: null, signal: 'SIGKILL' })).to.include({
      isOrderly: false,
      text: 'signal SIGKILL',
    });
  });

  it('logs objects, or plain text where it crashes', () => {
    const line = '{"level":"warning","msg":"slow","error":"why","source":"console"}';
    expect(parseLogLine(line)).to.deep.equal({ level: 'warn', text: 'slow: why' });
    expect(parseLogLine('panic: x')).to.deep.equal({ level: 'info', text: 'panic: x' });
    expect(parseLogLine('{torn')).to.deep.equal({ level: 'info', text: '{torn' });
  });
});

describe('samples of a k6 as events', () => {
  const point = (metric: string, second: string, of: { value: number; tags?: object }): string => {
    const time = `2026-01-02T03:04:${second}Z`;
    return JSON.stringify({ type: 'Point', metric, data: { time, ...of } });
  };

  it('count starts and drops, and how late k6 is with its own second', () => {
    const events: HistoryEvent[] = [];
    const samples = new SampleEvents(createFakeClock(), (event) => events.push(event));
    samples.takeLine('{"type":"Metric","metric":"vus","data":{"type":"gauge"}}');
    samples.takeLine(point('vus', '01', { value: 2 }));
    samples.takeLine(point('iterations', '01.5', { value: 1 }));
    samples.takeLine(point('dropped_iterations', '01.5', { value: 3 }));
    samples.takeLine(point('vus', '02.25', { value: 2 }));
    samples.takeLine(point('http_reqs', '02.5', { value: 2 }));
    samples.end();
    expect(samples.kinds.get('vus')).to.equal('gauge');
    const seen = events.map((event) => ({ ...event, atUs: 0 }));
    const sample = { kind: 'load.sample', atUs: 0, loopDelayP99Ms: 0, loopDelayMaxMs: 0 };
    expect(seen).to.deep.equal([
      { ...sample, plannedStarts: 2, achievedStarts: 2, dropped: 0, usersActive: 2 },
      {
        ...{ ...sample, plannedStarts: 6, achievedStarts: 3, dropped: 3, usersActive: 2 },
        ...{ loopDelayP99Ms: 250, loopDelayMaxMs: 250 },
      },
      { ...sample, plannedStarts: 6, achievedStarts: 3, dropped: 3, usersActive: 0 },
    ]);
    const [first, second] = events as [HistoryEvent, HistoryEvent];
    expect(second.atUs - first.atUs).to.equal(1_250_000);
  });

  it('are on the clock of the run, though the process stands still while it reads the two', () => {
    const events: HistoryEvent[] = [];
    let nowUs = 0;
    let standstills = 1;
    const clock = {
      ...createFakeClock(),
      nowUs: () => nowUs,
      wallTime: () => {
        if (standstills-- > 0) nowUs += 2_000_000;
        return new Date(Date.UTC(2026, 0, 2, 3, 4) + nowUs / 1000).toISOString();
      },
    };
    const samples = new SampleEvents(clock, (event) => events.push(event));
    samples.takeLine(point('chaos_open', '07', { value: 7, tags: { connection: 'power-1.1.0' } }));
    expect(events.map(({ atUs }) => atUs)).to.deep.equal([7_000_000]);
  });

  it('tell connections and gaps, and leave out what says too little', () => {
    const events: HistoryEvent[] = [];
    const samples = new SampleEvents(createFakeClock(), (event) => events.push(event));
    const connection = 'power-1.1.0';
    samples.takeLine(point('chaos_connecting', '01', { value: 1, tags: { connection } }));
    samples.takeLine(point('chaos_open', '01', { value: 7, tags: { connection } }));
    samples.takeLine(
      point('chaos_gap', '01', { value: 1, tags: { connection, from: '3', to: '4' } }),
    );
    samples.takeLine(
      point('chaos_closed', '02', { value: 1, tags: { connection, by: 'server', code: '1012' } }),
    );
    samples.takeLine(
      point('chaos_refused', '02', { value: 1, tags: { connection, status: '503', reason: 'no' } }),
    );
    samples.takeLine(
      point('chaos_closed', '02', { value: 1, tags: { connection, by: 'nobody', code: '1012' } }),
    );
    samples.takeLine(point('chaos_closed', '02', { value: 1, tags: { connection, by: 'server' } }));
    samples.takeLine(point('chaos_open', '02', { value: 1 }));
    expect(events.map(({ kind }) => kind)).to.deep.equal([
      'client.connecting',
      'client.open',
      'client.gap',
      'client.closed',
      'client.refused',
    ]);
    expect(events[1]).to.include({ tookMs: 7 });
    expect(events[3]).to.include({ by: 'server', code: 1012 });
    expect(events[4]).to.include({ status: 503, reason: 'no' });
  });
});

describe('the summary of a k6 as events', () => {
  it('has values by metric, and thresholds that say true for failed', () => {
    const text = JSON.stringify({
      root_group: {},
      metrics: {
        checks: { passes: 3, fails: 1, value: 0.75, thresholds: { 'rate==1': true } },
        ws_sessions: { count: 4, rate: 2 },
        'chat_echo{cohort:power}': { avg: 1, med: 1, thresholds: { 'p(95)<9': false } },
        vus: { value: 1, min: 1, max: 2 },
      },
    });
    const kinds = new Map([['ws_sessions', 'counter']]);
    const events = summaryEvents(text, kinds, 5);
    const types = events.flatMap((e) => (e.kind === 'load.metric' ? [e.type] : []));
    expect(types).to.deep.equal(['rate', 'counter', 'trend', 'gauge']);
    expect(events[0]).to.deep.include({ values: { rate: 0.75, passes: 3, fails: 1 } });
    const oks = events.flatMap((e) => (e.kind === 'load.threshold' ? [[e.expression, e.ok]] : []));
    expect(oks).to.deep.equal([
      ['rate==1', false],
      ['p(95)<9', true],
    ]);
    expect(summaryEvents('', kinds, 5)).to.deep.equal([]);
    expect(summaryEvents('{}', kinds, 5)).to.deep.equal([]);
  });
});

describe('the pipe between k6 and us', () => {
  it('hands on every line of a writer that comes late and goes early', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-pipe-'));
    const path = join(directory.path, 'pipe');
    const lines: string[] = [];
    const pipe = await openLinePipe(path, (line) => lines.push(line));
    const many = Array.from({ length: 20_000 }, (_, index) => `line ${index}`);
    await writeFile(path, `${many.join('\n')}\n`);
    await writeFile(path, 'torn');
    await pipe.end();
    await pipe.end();
    expect(lines).to.deep.equal([...many, 'torn']);
  });
});
