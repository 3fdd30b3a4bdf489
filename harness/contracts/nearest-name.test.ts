import { expect } from 'chai';
import { nearestNames, suggest } from './nearest-name.ts';

const faults = ['half-open-socket', 'silent-event-loss', 'stalled-emitter'];

describe('nearest name', () => {
  it('finds what was meant through typing errors, swaps and case', () => {
    expect(nearestNames('half-open-sokcet', faults)).to.deep.equal(['half-open-socket']);
    expect(nearestNames('Stalled-Emiter', faults)).to.deep.equal(['stalled-emitter']);
    expect(nearestNames('xyzzy', faults)).to.deep.equal([]);
  });

  it('finds the name of which a part was written, whatever stands between its words', () => {
    expect(nearestNames('halfopen', faults)).to.deep.equal(['half-open-socket']);
    expect(nearestNames('event_loss', faults)).to.deep.equal(['silent-event-loss']);
    expect(nearestNames('e', faults)).to.deep.equal([]);
  });

  it('takes no letter for a word', () => {
    expect(nearestNames('a', ['tap', 'load'])).to.deep.equal([]);
  });

  it('lists the nearest first', () => {
    expect(nearestNames('powr', ['prower', 'power', 'signup'])).to.deep.equal(['power', 'prower']);
  });

  it('asks when something is near and lists everything when nothing is', () => {
    expect(suggest('phase', ['phases', 'faults'])).to.equal('Did you mean `phases`?');
    expect(suggest('xyzzy', ['phases', 'faults'])).to.equal('Use one of phases, faults.');
    expect(suggest('xyzzy', [])).to.equal('Leave it out.');
  });
});
