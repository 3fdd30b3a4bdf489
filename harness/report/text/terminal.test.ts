import { expect } from 'chai';
import { collector } from '../testing/collector.ts';
import { sampleRun } from '../testing/sample-run.ts';
import { createPaint } from './paint.ts';
import { summaryLines } from './summary.ts';
import { createTerminalReporter } from './terminal.ts';

const plain = createPaint(false);

describe('terminal summary', () => {
  for (const kind of ['good', 'bad', 'unknown'] as const) {
    it(`fits a screen for a ${kind} run`, () => {
      const lines = summaryLines(sampleRun(kind), plain);
      expect(lines.length).to.be.at.most(24);
    });
  }

  it('says of a run that could not begin why, and shows no table of nothing', () => {
    const { history, verdict, ...run } = sampleRun('unknown');
    const events = history.events.filter(({ kind }) => kind === 'run.start');
    const endedBecause = 'Nothing accepts connections at ws://127.0.0.1:1/.\nits last words';
    const stopped = { ...verdict, ended: 'error' as const, endedBecause };
    const input = { ...run, history: { ...history, events }, verdict: stopped };
    const lines = summaryLines(input, plain);
    expect(lines[0]).to.equal('ABORTED  Nothing accepts connections at ws://127.0.0.1:1/.');
    expect(lines.join('\n')).not.to.match(/zombies +0|✓/);
  });

  it('says why in the first line', () => {
    const [first] = summaryLines(sampleRun('bad'), plain);
    expect(first).to.match(/^FAIL {2}6 of 7 zombies were never reclaimed/);
  });

  it('gives the matrix, the service level, the first violation of each check and the way to run it again', () => {
    const text = summaryLines(sampleRun('bad'), plain).join('\n');
    expect(text).to.contain('7 injected · 0 reclaimed in time · 1 late · 6 never');
    expect(text).to.contain('19 kept · 1 killed');
    expect(text).to.contain('service level 4s from proof, judged by slot free');
    expect(text).to.match(/✗ zombies-reclaimed +power-4\.1\.0 .*\(\+2 more\)/);
    expect(text).to.contain('reproduce  ws-chaos run');
    expect(text).to.contain('report     /tmp/run/report.html');
  });

  it('puts the checks that failed first, and last those that do not apply', () => {
    const run = sampleRun('bad');
    const inapplicable = {
      name: 'resources-return',
      outcome: 'pass' as const,
      violations: [],
      measured: { applies: 'no: the run is too short to tell a leak' },
    };
    const checks = [inapplicable, ...run.verdict.checks];
    const lines = summaryLines({ ...run, verdict: { ...run.verdict, checks } }, plain);
    const marks = lines.flatMap((line) => /^([✗?✓–]) \S/.exec(line)?.[1] ?? []).join('');
    expect(marks).to.match(/^✗+✓+–$/);
  });

  it('marks what could not be judged with a question mark and its reason', () => {
    const text = summaryLines(sampleRun('unknown'), plain).join('\n');
    expect(text).to.match(/\? fault-was-observed +f1 half-open-socket was never proven/);
    expect(text).to.contain('could not be undone');
  });

  it('lets no control character of a server steer the terminal', () => {
    const run = sampleRun('bad');
    const message = '\u001b[2J\u001b[31mowned\r\n';
    const checks = [{ name: 'x', outcome: 'fail' as const, violations: [{ message }] }];
    const lines = summaryLines({ ...run, verdict: { ...run.verdict, checks } }, plain);
    expect(lines.join('\n'))
      .to.contain('owned')
      .and.not.match(/[\u001b\r]/);
  });

  it('paints only where colours are on', () => {
    const painted = summaryLines(sampleRun('bad'), createPaint(true)).join('\n');
    expect(painted).to.contain('\u001b[31m');
    expect(summaryLines(sampleRun('bad'), plain).join('\n')).not.to.contain('\u001b');
  });

  it('prints the verdict as one JSON document with --json', async () => {
    const out = collector();
    const reporter = createTerminalReporter({ out, colours: false, json: true });
    await reporter.onVerdict?.(sampleRun('good'));
    const parsed = JSON.parse(out.text()) as { outcome: string; directory: string };
    expect(parsed).to.include({ outcome: 'pass', directory: '/tmp/run' });
  });
});
