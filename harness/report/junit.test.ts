import { expect } from 'chai';
import { DOMParser } from 'linkedom';
import { renderJunit } from './junit.ts';
import { sampleRun } from './testing/sample-run.ts';

interface Element {
  getAttribute(name: string): string | null;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
  readonly textContent: string;
}

function parse(xml: string): Element {
  return new DOMParser().parseFromString(xml, 'text/xml') as unknown as Element;
}

function outcomes(xml: string): Record<string, string> {
  const cases = [...parse(xml).querySelectorAll('testcase')];
  return Object.fromEntries(
    cases.map((one) => {
      const kind = ['failure', 'error', 'skipped'].find((tag) => one.querySelector(tag) !== null);
      return [one.getAttribute('name') ?? '', kind ?? 'pass'];
    }),
  );
}

describe('junit report', () => {
  it('has one green test case a check for a good run', () => {
    const run = sampleRun('good');
    const found = outcomes(renderJunit(run));
    expect(Object.keys(found)).to.have.members([
      ...run.verdict.checks.map(({ name }) => name),
      'run',
    ]);
    expect(new Set(Object.values(found))).to.deep.equal(new Set(['pass']));
  });

  it('fails the checks that failed, with every violation and the way to run it again', () => {
    const xml = renderJunit(sampleRun('bad'));
    expect(outcomes(xml)).to.include({
      'zombies-reclaimed': 'failure',
      'priority-admitted': 'failure',
      'counts-agree': 'pass',
    });
    expect(xml)
      .to.contain('power-2.1.0 was never reclaimed')
      .and.contain('reproduce: ws-chaos run');
  });

  it('makes unknown, an early end and residue errors, so that CI sees them', () => {
    expect(outcomes(renderJunit(sampleRun('unknown')))).to.include({
      'fault-was-observed': 'error',
      'live-connections-kept': 'pass',
      run: 'error',
    });
  });

  it('stays well-formed whatever a message holds', () => {
    const run = sampleRun('bad');
    const message = 'a ]]> b </failure> & "quoted" \u0000\u001b \ud800';
    const checks = [{ name: 'hostile', outcome: 'fail' as const, violations: [{ message }] }];
    const xml = renderJunit({ ...run, verdict: { ...run.verdict, checks } });
    expect(xml).not.to.match(/[\u0000\u001b]/);
    expect(xml.replaceAll(/<!\[CDATA\[.*?\]\]>/gs, '')).not.to.contain('</failure> &');
    expect(outcomes(xml)).to.deep.equal({ hostile: 'failure', run: 'pass' });
  });
});
