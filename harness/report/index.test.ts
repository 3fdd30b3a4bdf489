import { expect } from 'chai';
import { mkdtempDisposable, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createReporters, multiplex } from './index.ts';
import { collector } from './testing/collector.ts';
import { sampleRun } from './testing/sample-run.ts';

const noTty = { out: false, err: false };

describe('the reporters of a run', () => {
  it('write every file of the run directory and end with the summary', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-reporters-'));
    const [out, err] = [collector(), collector()];
    const run = sampleRun('bad', directory.path);
    const problems: string[] = [];
    const all = multiplex(
      createReporters({ out, err, isTty: noTty, json: false, env: {} }),
      (problem) => {
        problems.push(problem);
      },
    );
    all.onStart?.(run.history.plan);
    for (const event of run.history.events) all.onEvent?.(event);
    await all.onVerdict?.(run);
    expect(problems).to.deep.equal([]);
    const files = await readdir(directory.path);
    expect(files).to.have.members(['junit.xml', 'report.html', 'summary.md', 'trace.json']);
    expect(out.text()).to.match(/^FAIL /);
    expect(err.text()).to.contain('f1 proven on 4');
  });

  it('speak to GitHub only inside it, beside the JSON and not in it', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-reporters-'));
    const [out, err] = [collector(), collector()];
    const env = { GITHUB_ACTIONS: 'true' };
    const run = sampleRun('bad', directory.path);
    for (const reporter of createReporters({ out, err, isTty: noTty, json: true, env })) {
      await reporter.onVerdict?.(run);
    }
    expect(() => JSON.parse(out.text()) as unknown).not.to.throw();
    expect(err.text()).to.contain('::error title=');
    const names = createReporters({ out, err, isTty: noTty, json: false, env: {} }).map(
      ({ name }) => name,
    );
    expect(names).not.to.include('github');
  });

  it('draw and colour nothing on a terminal that says it can do neither', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-reporters-'));
    const [out, err] = [collector(), collector()];
    const isTty = { out: true, err: true };
    const run = sampleRun('bad', directory.path);
    for (const one of createReporters({ out, err, isTty, json: false, env: { TERM: 'dumb' } })) {
      one.onStart?.(run.history.plan);
      for (const event of run.history.events) one.onEvent?.(event);
      await one.onVerdict?.(run);
    }
    expect(out.text() + err.text())
      .to.contain('f1 proven')
      .and.not.contain('\u001b');
  });

  it('colour the stream that is a terminal, and draw over it, not the other', async () => {
    const escape = '\u001b[';
    for (const terminal of ['out', 'err'] as const) {
      const streams = { out: collector(), err: collector() };
      const isTty = { ...noTty, [terminal]: true };
      await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-reporters-'));
      const run = sampleRun('bad', directory.path);
      const all = multiplex(createReporters({ ...streams, isTty, json: false, env: {} }), String);
      all.onStart?.(run.history.plan);
      for (const event of run.history.events) all.onEvent?.(event);
      await all.onVerdict?.(run);
      expect(streams.out.text().includes(escape), 'out').to.equal(terminal === 'out');
      expect(streams.err.text().includes(escape), 'err').to.equal(terminal === 'err');
    }
  });

  it('name what cannot be written and finish the others', async () => {
    const [out, err] = [collector(), collector()];
    const problems: string[] = [];
    const reporters = createReporters({ out, err, isTty: noTty, json: false, env: {} });
    await multiplex(reporters, (problem) => {
      problems.push(problem);
    }).onVerdict?.(sampleRun('good', join(tmpdir(), 'ws-chaos', 'no', 'such', 'directory')));
    expect(problems).to.have.length(4);
    expect(problems[0]).to.match(/^reporter markdown failed: ENOENT/);
    expect(out.text()).to.match(/^PASS /);
  });
});
