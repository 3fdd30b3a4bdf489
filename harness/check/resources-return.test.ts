import { expect } from 'chai';
import type { Finding } from '../contracts/checker.ts';
import { historyBuilder } from '../testing/history-builder.ts';
import { resourcesReturn } from './resources-return.ts';

interface Held {
  readonly descriptors: number;
  readonly residentMB: number;
}
type At = (second: number) => Partial<Held>;
const settled: Held = { descriptors: 30, residentMB: 80 };

interface Story {
  /** Length of the chaos phase. */
  readonly chaosS: number;
  /** What differs from the settled server at each second, -10 being the beginning. */
  readonly held?: At;
  /** Seconds at which a client comes (and stays), or goes. */
  readonly opens?: readonly number[];
  readonly pid?: number;
  readonly sampled?: boolean;
}

const usual: Required<Omit<Story, 'chaosS'>> = {
  held: () => ({}),
  opens: [],
  pid: 1,
  sampled: true,
};

/** Baseline from -10 s to 0, chaos, 20 s of recovery; 4 clients from the start. */
function judged(told: Story): Finding {
  const { chaosS, held, opens, pid, sampled } = { ...usual, ...told };
  const story = historyBuilder().at(-10_000);
  story.event('target.started', { url: 'ws://127.0.0.1:1/', ...(pid === 0 ? {} : { pid }) });
  story
    .phase('begin', 'baseline')
    .opens('power-1.1.0', 'power-1.2.0', 'power-2.1.0', 'power-2.2.0');
  for (let second = -10; second < chaosS + 20; second += 1) {
    story.at(second * 1000);
    if (second === 0) story.phase('end', 'baseline').phase('begin', 'chaos');
    if (second === chaosS) story.phase('end', 'chaos').phase('begin', 'recovery');
    if (opens.includes(second)) story.opens(`power-${second + 100}.1.0`);
    const present = opens.filter((at) => at <= second).length;
    const { descriptors, residentMB } = { ...settled, ...held(second) };
    const resources = { descriptors: descriptors + present, residentMB, threads: 11 };
    if (sampled) story.event('target.resources', resources);
  }
  story.at((chaosS + 20) * 1000).phase('end', 'recovery');
  return resourcesReturn.check(story.build());
}
const messages = (finding: Finding): string[] =>
  finding.outcome === 'fail' ? finding.violations.map(({ message }) => message) : [];

describe('resources return', () => {
  it('of a server that holds what it held, however its memory swings', () => {
    const swings: At = (second) => ({ residentMB: 80 + (30 * Math.abs((second % 20) - 10)) / 10 });
    const finding = judged({ chaosS: 120, held: swings });
    expect(finding.outcome).to.equal('pass');
    expect(finding).to.have.nested.property('measured.descriptorsAnHour', 0);
    expect(finding).to.have.nested.property('measured.descriptorsLeft', 0);
  });

  it('of a server with ever more clients', () => {
    const opens = Array.from({ length: 60 }, (_, index) => index * 2);
    expect(judged({ chaosS: 120, opens }).outcome).to.equal('pass');
  });

  it('of a server whose memory grows at first and then stays', () => {
    const plateau: At = (second) => ({ residentMB: Math.min(300, 80 + Math.max(0, second) * 10) });
    expect(judged({ chaosS: 120, held: plateau }).outcome).to.equal('pass');
  });

  it('of a server that holds more while its zombies last', () => {
    const waves: At = (second) => ({ descriptors: second > 0 && second % 30 < 6 ? 60 : 30 });
    expect(judged({ chaosS: 120, held: waves }).outcome).to.equal('pass');
  });

  it('do not where descriptors grow, and says how fast', () => {
    const leak: At = (second) => ({ descriptors: 30 + Math.floor(Math.max(0, second) / 5) });
    const [trend, left] = messages(judged({ chaosS: 120, held: leak }));
    expect(trend).to.match(
      /descriptors beside open connections grew by 2\d(\.\d)? .* 7\d\d(\.\d)? an hour/,
    );
    expect(left).to.match(/holds 2\d(\.\d)? descriptors more than before the faults/);
  });

  it('do not where descriptors were taken once and never came back', () => {
    const step: At = (second) => ({ descriptors: second < 3 ? 30 : 40 });
    expect(messages(judged({ chaosS: 120, held: step }))).to.deep.equal([
      'the server holds 10 descriptors more than before the faults, beside those of its open connections',
    ]);
  });

  it('do not where memory goes on growing', () => {
    const leak: At = (second) => ({ residentMB: 80 + Math.max(0, second) });
    const [message, ...others] = messages(judged({ chaosS: 120, held: leak }));
    expect(message).to.match(/resident memory grew by 11\d(\.\d)? MB, 3600 an hour/);
    expect(others).to.deep.equal([]);
  });

  it('do not over eight hours where ten megabytes an hour are kept', () => {
    const leak: At = (second) => ({ residentMB: 80 + (Math.max(0, second) * 10) / 3600 });
    expect(judged({ chaosS: 8 * 3600, held: leak }).outcome).to.equal('fail');
    expect(judged({ chaosS: 8 * 3600 }).outcome).to.equal('pass');
  }).timeout(20_000);

  it('cannot be told of a run shorter than a minute, nor of a process nobody sees', () => {
    const leak: At = (second) => ({ descriptors: 30 + Math.max(0, second) });
    const short = judged({ chaosS: 39, held: leak });
    expect(short).to.have.nested.property(
      'measured.applies',
      'no: the run is too short to tell a leak',
    );
    expect(judged({ chaosS: 41, held: leak }).outcome).to.equal('fail');
    const elsewhere = judged({ chaosS: 120, pid: 0, sampled: false });
    expect(elsewhere).to.have.nested.property('measured.applies').that.includes('cannot be seen');
  });

  it('are unknown where the process is here and nothing counted what it holds', () => {
    const finding = judged({ chaosS: 120, sampled: false });
    expect(finding.outcome).to.equal('unknown');
    expect(finding).to.have.property('reason').that.includes('/proc');
  });
});
