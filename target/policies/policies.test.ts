import { expect } from 'chai';
import { HandHub } from '../testing/hand-hub.ts';
import { policies } from './index.ts';

/** Which of four connections are still open after a minute: idle reader, dead peer, stalled emitter, busy user. */
async function survivors(policy: string): Promise<Record<string, boolean>> {
  using hand = new HandHub({ policy });
  const [idle, dead, stalled, busy] = await hand.fill('a', 4);
  hand.stall([stalled!], 'throw');
  dead!.isAnswering = false;
  for (let step = 0; step < 600; step++) {
    for (const client of [stalled!, busy!]) {
      if (client.isOpen) client.say({ type: 'echo', nonce: String(step) });
    }
    await hand.pass(100);
  }
  const open = { idle: idle!.isOpen, dead: dead!.isOpen, stalled: stalled!.isOpen };
  return { ...open, busy: busy!.isOpen };
}

describe('the policies', () => {
  it('are listed by name in order', () => {
    const names = [...policies.keys()];
    expect(names).to.deep.equal(names.toSorted());
    expect([...policies.values()].map(({ name }) => name)).to.deep.equal(names);
  });

  const table: Readonly<Record<string, Record<string, boolean>>> = {
    conservative: { idle: true, dead: true, stalled: true, busy: true },
    'idle-timeout': { idle: false, dead: false, stalled: true, busy: true },
    heartbeat: { idle: true, dead: false, stalled: true, busy: true },
    graduated: { idle: true, dead: false, stalled: false, busy: true },
  };
  for (const [policy, expected] of Object.entries(table)) {
    const gone = Object.keys(expected).filter((name) => expected[name] === false);
    it(`${policy} removes ${gone.length === 0 ? 'nobody' : gone.join(' and ')}`, async () => {
      expect(await survivors(policy)).to.deep.equal(expected);
    });
  }
});
