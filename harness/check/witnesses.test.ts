import { expect } from 'chai';
import { historyBuilder, type HistoryBuilder } from '../testing/history-builder.ts';
import { witnessesOf } from './witnesses.ts';

const seen = (act: (story: HistoryBuilder) => HistoryBuilder): string[] => [
  ...witnessesOf(act(historyBuilder()).build()),
];
const gone = { connection: 'a', seenUntilUs: 0 };
const census = { quiescent: true, claimed: 0, limit: 1, reclaimable: 0, open: 0 };

describe('witnesses', () => {
  it('always have the tap', () => {
    expect(seen((story) => story.event('note', { text: '' }))).to.deep.equal(['closeSeen']);
  });

  it('see slots where there is a census or a slot was seen free', () => {
    const both = ['closeSeen', 'slotFree'];
    expect(seen((story) => story.event('census', census))).to.deep.equal(both);
    expect(seen((story) => story.event('slot.free', gone))).to.deep.equal(both);
  });

  it('see descriptors where the server is on this machine, ours or not, or one was seen gone', () => {
    const both = ['closeSeen', 'socketGone'];
    const url = 'ws://x';
    expect(seen((story) => story.event('target.started', { pid: 7, url }))).to.deep.equal(both);
    expect(seen((story) => story.event('socket.gone', gone))).to.deep.equal(both);
    const here = 'ws://127.0.0.1:3000/chat';
    expect(seen((story) => story.event('target.started', { url: here }))).to.deep.equal(both);
    expect(seen((story) => story.event('target.started', { url }))).to.deep.equal(['closeSeen']);
  });
});
