import { expect } from 'chai';
import { systemClock } from '../../harness/process/system-clock.ts';
import { parityCases } from '../testing/parity-cases.ts';
import { ParityStage, type Way } from '../testing/parity-stage.ts';
import { Armory } from './armory.ts';
import { Ledger } from './ledger.ts';
import { listenTap, type ListeningTap } from './listen.ts';

const direct: Way = {
  name: 'directly',
  lead: (url) => Promise.resolve(url),
  opened: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/** The rules do nothing, but take every frame apart. */
function throughTap(hasRules: boolean): Way {
  const ledger = new Ledger(systemClock, () => undefined);
  const armory = new Armory(systemClock, ledger);
  let tap: ListeningTap | undefined;
  return {
    name: hasRules ? 'through a tap with rules in force' : 'through the tap',
    lead: async (to) => {
      const { hostname: host, port, pathname, search } = new URL(to);
      tap = await listenTap({ host, port: Number(port) }, ledger);
      return `ws://127.0.0.1:${tap.port}${pathname}${search}`;
    },
    opened: (id) => {
      for (const direction of hasRules ? (['up', 'down'] as const) : [])
        armory.arm(id, [id], { kind: 'swallow', direction, frames: [] });
      return Promise.resolve();
    },
    close: async () => {
      await tap?.close();
    },
  };
}

describe('a published WebSocket library sees no difference', () => {
  for (const of of parityCases) {
    it(`in ${of.name}`, async () => {
      const expected = await ParityStage.play(of, direct);
      expect([...expected.client, ...expected.server]).not.to.deep.equal([]);
      for (const way of [throughTap(false), throughTap(true)])
        expect(await ParityStage.play(of, way), way.name).to.deep.equal(expected);
    });
  }
});
