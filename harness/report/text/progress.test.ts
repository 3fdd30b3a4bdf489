import { expect } from 'chai';
import type { SampleKind } from '../testing/sample-clock.ts';
import { collector } from '../testing/collector.ts';
import { sampleRun } from '../testing/sample-run.ts';
import { createProgressReporter } from './progress.ts';

async function show(kind: SampleKind, isTty: boolean, columns = 80): Promise<string> {
  const err = collector(columns);
  const reporter = createProgressReporter({ err, isTty, colours: false });
  const run = sampleRun(kind);
  reporter.onStart?.(run.history.plan);
  for (const event of run.history.events) reporter.onEvent?.(event);
  await reporter.onVerdict?.(run);
  return err.text();
}

describe('progress', () => {
  it('writes a line per phase and fault event where there is no terminal', async () => {
    const text = await show('good', false);
    expect(text).to.contain('chaos: 14 users, 26 open');
    expect(text).to.contain('f1 half-open-socket on 4');
    expect(text).to.contain('f1 proven on 4');
    expect(text).to.contain('f2 healed: disarmed the fault point');
    expect(text).not.to.contain('\u001b');
    expect(text.split('\n').length).to.be.below(20);
  });

  it('says it aloud when a fault is not proven', async () => {
    expect(await show('unknown', false)).to.contain('f1 NOT proven on 4');
  });

  it('draws one area over itself on a terminal and takes it away at the end', async () => {
    const text = await show('good', true);
    const frames = text.split('\u001b[4A\u001b[J');
    expect(frames.length).to.be.greaterThan(20);
    expect(text).to.contain('● f1 half-open-socket: proven');
    expect(text.endsWith('\u001b[J')).to.equal(true);
  });

  it('draws at most four times a second of the run', async () => {
    const text = await show('good', true);
    expect(text.split('\u001b[J').length).to.be.at.most(18.5 * 4 + 2);
  });

  it('says nothing of users before the load has', async () => {
    const err = collector(80);
    const reporter = createProgressReporter({ err, isTty: false, colours: false });
    const { plan, events } = sampleRun('good').history;
    reporter.onStart?.(plan);
    for (const event of events) if (event.kind !== 'load.sample') reporter.onEvent?.(event);
    await Promise.resolve();
    expect(err.text()).to.contain('chaos: 26 open').and.not.contain('users');
  });

  it('has room for the phase and the clock on a narrow terminal', async () => {
    expect(await show('good', true, 30)).to.match(/[█░│]+ chaos {2}\d/);
  });

  it('keeps every line of the area within the terminal', async () => {
    const text = await show('bad', true, 30);
    const area = text.split('\n').slice(1);
    for (const line of area) expect(line.replaceAll(/\u001b\[\d*[AJ]/g, '').length).to.be.below(30);
  });
});
