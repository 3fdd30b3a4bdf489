import { expect } from 'chai';
import { inertFault } from '../testing/inert-fault.ts';
import { testStep } from '../testing/test-scenario.ts';
import { checkMatched } from './check-matched.ts';

const lane = inertFault('slow', {
  toxics: () => [{ type: 'latency', stream: 'upstream', attributes: {} }],
});
const apart = inertFault('stop', {
  settings: [{ name: 'mechanism', takes: 'a word', default: 'process', summary: 'how' }],
  furtherNeeds: ({ mechanism }) => (mechanism === 'engine' ? [] : ['client-process']),
});
const at = ['faults', 0];

describe('victims by what they ask for', () => {
  it('are refused where they must be known before they connect, at the place', () => {
    const [byPath] = checkMatched(lane, testStep('slow', { path: '/chat', count: 1 }), at);
    expect(byPath?.path).to.deep.equal(['faults', 0, 'on', 'path']);
    expect(byPath?.message).to.contain('slow takes its victims through a lane of their own');
    const on = { header: 'x-tenant: a', sharePercent: 100 };
    const [byHeader] = checkMatched(apart, testStep('stop', on), at);
    expect(byHeader?.path).to.deep.equal(['faults', 0, 'on', 'header']);
    expect(byHeader?.message).to.contain('in a process of their own, and a header');
    expect(byHeader?.help).to.contain('another `mechanism`');
  });

  it('are taken by all others', () => {
    const step = testStep('cut', { path: '/chat', count: 1 });
    expect(checkMatched(inertFault('cut'), step, at)).to.deep.equal([]);
    const byEngine = { ...step, settings: { mechanism: 'engine' } };
    expect(checkMatched(apart, byEngine, at)).to.deep.equal([]);
    expect(checkMatched(lane, testStep('slow', { count: 1 }), at)).to.deep.equal([]);
  });
});
