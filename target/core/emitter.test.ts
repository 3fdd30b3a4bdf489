import { expect } from 'chai';
import fc from 'fast-check';
import { Emitter } from './emitter.ts';

/** Of nobody. */
class Unowned extends Emitter<undefined> {
  protected override readonly owner = undefined;
}

interface Sent {
  readonly type: string;
  readonly seq?: number;
  readonly fromSeq?: number;
  readonly toSeq?: number;
}

function emitter(replayEvents: number): { emitter: Emitter<undefined>; sent: Sent[] } {
  const sent: Sent[] = [];
  const path = {
    replayEvents,
    deliver: (_owner: undefined, text: string) => sent.push(JSON.parse(text) as Sent),
    attempted: () => undefined,
    failed: () => undefined,
  };
  return { emitter: new Unowned(path), sent };
}

/** Everything sent again from `fromSeq` on. */
function replayed(of: Emitter<undefined>, sent: Sent[], fromSeq: number): readonly Sent[] {
  sent.length = 0;
  for (let next = fromSeq; next <= of.seq;) next = of.replay(next);
  return sent.splice(0);
}

type Action =
  { readonly kind: 'event' | 'probe' } | { readonly kind: 'ack'; readonly back: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constantFrom('event' as const, 'probe' as const) }),
  fc.record({ kind: fc.constant('ack' as const), back: fc.nat(3) }),
);

describe('an emitter', () => {
  it('replays probes like any other event, although it keeps none that goes alone', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const { emitter: one, sent } = emitter(100);
        for (const step of actions) {
          if (step.kind === 'ack') one.acknowledge(Math.max(one.ackedSeq, one.seq - step.back), 0);
          else if (step.kind === 'event') one.emit({ type: 'ai_response' });
          else one.probe();
        }
        const first = [...sent].filter(({ seq = 0 }) => seq > one.ackedSeq);
        expect(replayed(one, sent, one.ackedSeq + 1)).to.deep.equal(first);
        const heir = emitter(100);
        heir.emitter.inherit(one, one.ackedSeq);
        expect(replayed(heir.emitter, heir.sent, one.ackedSeq + 1)).to.deep.equal(first);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('numbers a probe and names it by its number', () => {
    const { emitter: one, sent } = emitter(10);
    one.emit({ type: 'ai_response' });
    one.acknowledge(1, 1);
    one.probe();
    expect(sent.at(-1)).to.deep.equal({ type: 'probe', nonce: 'p2', seq: 2 });
  });

  it('reports as a gap what a client asks for again after it acknowledged it', () => {
    const { emitter: one, sent } = emitter(10);
    for (let count = 0; count < 3; count++) one.emit({ type: 'ai_response' });
    one.acknowledge(3, 3);
    one.probe();
    const types = replayed(one, sent, 2).map(({ type, fromSeq, toSeq }) => [type, fromSeq, toSeq]);
    expect(types).to.deep.equal([
      ['gap', 2, 3],
      ['probe', undefined, undefined],
    ]);
  });

  it('keeps nothing where nobody watches acknowledgements', () => {
    const { emitter: one, sent } = emitter(0);
    one.probe();
    one.emit({ type: 'ai_response' });
    expect([one.kept, replayed(one, sent, 1)]).to.deep.equal([undefined, []]);
  });
});
