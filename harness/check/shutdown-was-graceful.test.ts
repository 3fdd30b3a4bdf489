import { expect } from 'chai';
import type { Finding } from '../contracts/checker.ts';
import { historyBuilder, testFault, type HistoryBuilder } from '../testing/history-builder.ts';
import { shutdownWasGraceful } from './shutdown-was-graceful.ts';

const [one, other] = ['power-1.1.0', 'power-2.1.0'];
const stop = { ...testFault('f1', ['power-1.1']), inject: 'target-stop', makesZombies: false };
const exit = { part: 'target', expected: true, code: 0, signal: null } as const;

/** Two are on; the server is asked to stop at 2 s and has until 5 s, of which the service level grants 2 s. */
function run(act: (story: HistoryBuilder) => HistoryBuilder, healMs = 5000): Finding {
  const asked = historyBuilder().opens(one, other).at(2000).begins('f1', one);
  const history = act(asked)
    .at(healMs)
    .heals('f1')
    .build({ faults: [stop] });
  return shutdownWasGraceful.check(history);
}
const messages = (finding: Finding): string[] =>
  finding.outcome === 'fail' ? finding.violations.map(({ message }) => message) : [finding.outcome];
const ends = (story: HistoryBuilder): HistoryBuilder => story.event('part.exited', exit);

describe('shutdown-was-graceful', () => {
  it('passes a server that tells everybody and ends', () => {
    const finding = run((story) =>
      ends(story.at(2100).serverCloses(one).serverCloses(other, 1012).at(2500)),
    );
    expect(finding).to.deep.equal({ outcome: 'pass', measured: { told: 2 } });
  });

  it('fails one that just lets go, whether with a FIN or a reset', () => {
    const finding = run((story) =>
      ends(
        story
          .at(2100)
          .event('tap.end', { connection: one, by: 'server', how: 'fin' })
          .event('tap.end', { connection: other, by: 'server', how: 'rst' }),
      ),
    );
    expect(messages(finding)).to.deep.equal([
      'connection power-1.1.0 got a FIN and no Close from the server that was to stop',
      'connection power-2.1.0 got a reset and no Close from the server that was to stop',
    ]);
  });

  it('fails one that says anything but that it goes', () => {
    const finding = run((story) =>
      ends(story.at(2100).serverCloses(one).serverCloses(other, 1000)),
    );
    expect(messages(finding)).to.deep.equal([
      'connection power-2.1.0 was told 1000, not 1001 or 1012',
    ]);
  });

  it('fails one that forgets somebody, or tells too late', () => {
    const finding = run((story) => ends(story.at(2100).serverCloses(one).at(3500)));
    expect(messages(finding)).to.deep.equal([
      'connection power-2.1.0 heard nothing within 2s of the server being asked to stop',
    ]);
    const late = run((story) =>
      ends(story.at(2100).serverCloses(one).at(3500)).at(4100).serverCloses(other),
    );
    expect(messages(late)).to.deep.equal(messages(finding));
  });

  it('fails one that lets somebody in afterwards', () => {
    const finding = run((story) =>
      ends(story.at(2100).serverCloses(one).serverCloses(other).at(3100).opens('signup-1.1.0')),
    );
    expect(messages(finding)).to.deep.equal([
      'connection signup-1.1.0 was let in 1.1s after the server was asked to stop',
    ]);
  });

  it('fails one that tells everybody and stays', () => {
    const finding = run((story) => story.at(2100).serverCloses(one).serverCloses(other));
    expect(messages(finding)).to.deep.equal([
      'the server was still running 2s after it was asked to stop',
    ]);
  });

  it('asks no goodbye for who leaves by itself, nor for who is hurt by another fault', () => {
    const left = run((story) => ends(story.at(2100).serverCloses(one).leaves(other)));
    expect(left.outcome).to.equal('pass');
    const hurt = run((story) => ends(story.begins('f2', other).at(2100).serverCloses(one)));
    expect(hurt.outcome).to.equal('pass');
  });

  it('is unknown where the time was too short or the server was never asked', () => {
    expect(run((story) => story.at(2100).serverCloses(one), 3000).outcome).to.equal('unknown');
    const never = historyBuilder()
      .opens(one)
      .build({ faults: [stop] });
    expect(shutdownWasGraceful.check(never).outcome).to.equal('unknown');
  });

  it('does not apply to a run that asks no server to stop', () => {
    const finding = shutdownWasGraceful.check(historyBuilder().opens(one).build());
    expect(finding).to.have.nested.property('measured.applies');
  });
});
