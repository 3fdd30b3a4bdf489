import { expect } from 'chai';
import { systemClock } from '../process/system-clock.ts';
import { Teardown } from './teardown.ts';

describe('teardown', () => {
  it('undoes in reverse, and once', async () => {
    const undone: string[] = [];
    const teardown = new Teardown(systemClock);
    for (const what of ['target', 'tap', 'load']) {
      teardown.add(what, () => {
        undone.push(what);
        return Promise.resolve();
      });
    }
    expect(await teardown.run(1000)).to.deep.equal([]);
    await teardown.run(1000);
    expect(undone).to.deep.equal(['load', 'tap', 'target']);
  });

  it('goes on after a step that fails and one that never ends, and names both', async () => {
    const undone: string[] = [];
    const teardown = new Teardown(systemClock);
    teardown.add('target', () => {
      undone.push('target');
      return Promise.resolve();
    });
    teardown.add('tap', () => Promise.reject(new Error('no')));
    teardown.add('load', () => new Promise(() => undefined));
    const problems = await teardown.run(20);
    expect(problems.map(({ what }) => what)).to.deep.equal(['load', 'tap']);
    expect(undone).to.deep.equal(['target']);
  });
});
