import { expect } from 'chai';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { annotations, createGithubReporter } from './github.ts';
import { collector } from './testing/collector.ts';
import { sampleRun } from './testing/sample-run.ts';

describe('GitHub annotations', () => {
  it('are an error for the run and one for each check that failed', () => {
    const lines = annotations(sampleRun('bad'));
    expect(lines).to.have.length(5);
    expect(lines[0]).to.match(/^::error title=FAIL%3A zombies-accumulate.*::6 of 7 zombies/);
    expect(lines.at(-1)).to.match(
      /^::error title=zombies-reclaimed%3A .*\(\+2 more\)%0Aws-chaos run/,
    );
  });

  it('are a notice for a run that passed and warnings where nothing is proven', () => {
    expect(annotations(sampleRun('good'))).to.have.length(1);
    expect(annotations(sampleRun('good'))[0]).to.match(/^::notice /);
    for (const line of annotations(sampleRun('unknown'))) expect(line).to.match(/^::warning /);
  });

  it('stand at the line of the fault, else of what is expected, in the scenario', () => {
    const run = sampleRun('bad');
    const lines = { name: 2, f1: 17, serviceLevel: 21, load: 9 };
    const scenarioLines = { file: '/repo/chaos/zombies,1.yaml', lines };
    const commands = annotations({ ...run, scenarioLines }, '/repo');
    const file = 'file=chaos/zombies%2C1.yaml';
    expect(commands[0]).to.match(new RegExp(`^::error ${file},line=2,title=FAIL`));
    const of = (check: string): string | undefined =>
      commands.find((command) => command.includes(`title=${check}%3A`));
    expect(of('zombies-reclaimed')).to.match(new RegExp(`^::error ${file},line=17,title=`));
    expect(of('events-delivered')).to.match(new RegExp(`^::error ${file},line=21,title=`));
    const honest = { name: 'load-was-honest', outcome: 'unknown' as const, violations: [] };
    const unknown = { ...run, scenarioLines, verdict: { ...run.verdict, checks: [honest] } };
    expect(annotations(unknown, '/repo')[1]).to.match(/,line=9,title=load-was-honest/);
  });

  it('have no place where GitHub has no such file', () => {
    const lines = { name: 2, f1: 17, serviceLevel: 21 };
    const scenarioLines = { file: '/elsewhere/chaos.yaml', lines };
    for (const command of annotations({ ...sampleRun('bad'), scenarioLines }, '/repo'))
      expect(command).to.match(/^::error title=/);
    const overridden = { file: '/repo/chaos.yaml', lines: {} };
    for (const command of annotations({ ...sampleRun('bad'), scenarioLines: overridden }, '/repo'))
      expect(command).to.match(/^::error title=/);
  });

  it('cannot be made to say another command', () => {
    const run = sampleRun('bad');
    const message = 'x\n::set-output name=a::b\r%';
    const checks = [{ name: 'a,b:c', outcome: 'fail' as const, violations: [{ message }] }];
    const lines = annotations({ ...run, verdict: { ...run.verdict, checks } });
    for (const line of lines) expect(line).not.to.match(/[\r\n]/);
    expect(lines[1]).to.contain('title=a%2Cb%3Ac%3A').and.contain('%0A::set-output');
  });

  it('append the summary of each run to the job’s', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-github-'));
    const summaryFile = join(directory.path, 'summary.md');
    const log = collector();
    const reporter = createGithubReporter({ log, summaryFile });
    await reporter.onVerdict?.(sampleRun('good'));
    await reporter.onVerdict?.(sampleRun('bad'));
    const text = await readFile(summaryFile, 'utf8');
    expect(text.match(/^## /gm)).to.have.length(2);
    expect(log.text().trim().split('\n')).to.have.length(6);
  });
});
