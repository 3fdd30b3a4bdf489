import { expect } from 'chai';
import { traceOf } from './chrome-trace.ts';
import { sampleRun } from './testing/sample-run.ts';

describe('chrome trace', () => {
  const trace = traceOf(sampleRun('bad'));

  it('shows phases and faults as spans, proofs as instants', () => {
    const spans = trace.filter(({ ph }) => ph === 'X');
    expect(spans.find(({ name }) => name === 'chaos')).to.include({ ts: 3e6, dur: 10e6 });
    const fault = spans.find(({ name }) => name === 'f1 half-open-socket');
    expect(fault?.ts).to.be.closeTo(4.007e6, 1);
    expect(trace.some(({ ph, name }) => ph === 'i' && name.startsWith('proven: '))).to.equal(true);
  });

  it('gives each connection a row in its cohort, and zombies a span from proof to release', () => {
    const names = trace
      .filter(({ name }) => name === 'thread_name')
      .map(({ args }) => args?.['name']);
    expect(names).to.include('power-1.1.0').and.include('enterprise-3.1.0');
    const late = trace.find(({ name }) => name === 'zombie, late');
    expect(late?.dur).to.be.closeTo(5.212e6, 1);
  });

  it('counts open connections by ledger', () => {
    const counters = new Set(trace.filter(({ ph }) => ph === 'C').map(({ name }) => name));
    expect([...counters]).to.have.members([
      'open: client',
      'open: tap',
      'open: server',
      'zombies present',
    ]);
  });

  it('has times that are finite and not negative but for what came before the start', () => {
    for (const { ts, dur = 0 } of trace) {
      expect(Number.isFinite(ts) && Number.isFinite(dur) && dur >= 0).to.equal(true);
    }
  });
});
