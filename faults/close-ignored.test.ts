import { expect } from 'chai';
import { describeFault } from './fault.contract.ts';
import { closeIgnored } from './close-ignored.ts';
import { withoutRules } from './testing/leave-out.ts';

describeFault(closeIgnored, {
  refused: [[{ provoke: 'anger' }, 'anger']],
  leftOut: withoutRules,
});

describe('close-ignored', () => {
  it('has a server judged by its descriptor: the Close that it provokes is no letting go', () => {
    expect(closeIgnored.ignoresClose).to.equal(true);
  });
});
