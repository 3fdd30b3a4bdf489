import { expect } from 'chai';
import { EventBatches } from './event-batches.ts';

describe('event batches', () => {
  it('send what was added within some milliseconds together and in order', async () => {
    const { batches, sent, first } = recorded();
    for (const event of ['a', 'b', 'c']) batches.add(event);
    expect(sent).to.deep.equal([]);
    await first;
    expect(sent).to.deep.equal([['a', 'b', 'c']]);
  });

  it('send at once when told to, each event once', async () => {
    const { batches, sent, first } = recorded();
    batches.add('a');
    batches.flush();
    batches.flush();
    await first;
    batches.add('b');
    batches.flush();
    expect(sent).to.deep.equal([['a'], ['b']]);
  });
});

function recorded(): { batches: EventBatches<string>; sent: string[][]; first: Promise<void> } {
  const sent: string[][] = [];
  let isSent: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (isSent = resolve));
  const batches = new EventBatches<string>((events) => {
    sent.push([...events]);
    isSent();
  });
  return { batches, sent, first };
}
