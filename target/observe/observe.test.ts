import { expect } from 'chai';
import { realClock } from '../clock.ts';
import { HandHub } from '../testing/hand-hub.ts';
import { journal } from './journal.ts';
import { prometheusText } from './prometheus.ts';

describe('the journal', () => {
  it('writes one JSON object a line, from its level on', () => {
    for (const [level, expected] of [
      ['off', []],
      ['warn', ['removed']],
      ['info', ['removed', 'opened']],
    ] as const) {
      const lines: string[] = [];
      const log = journal({ level, clock: realClock, write: (line) => lines.push(line) });
      log.warn('removed', { connection: 'a', reason: 'idle' });
      log.info('opened', { connection: 'b' });
      const events = lines.map((line) => JSON.parse(line) as { event: string });
      expect(events.map(({ event }) => event)).to.deep.equal(expected);
      expect(lines.every((line) => line.endsWith('}\n'))).to.equal(true);
    }
  });
});

describe('the metrics', () => {
  it('name every metric once and follow what happens', async () => {
    using hand = new HandHub({ policy: 'graduated' });
    const [client] = await hand.fill('a', 3);
    client!.isAnswering = false;
    await hand.pass(1500);
    const text = prometheusText(hand.hub.bench);
    expect(text).to.contain('ws_target_connections 2\n');
    expect(text).to.match(/ws_target_removed_total\{kind="[a-z ]+"\} 1\n/);
    const types = [...text.matchAll(/^# TYPE (\S+) /gm)].map((match) => match[1]);
    expect(new Set(types).size).to.equal(types.length);
    for (const line of text.trimEnd().split('\n')) {
      expect(line).to.match(/^(# (HELP|TYPE) \S+ .+|ws_target_\w+(\{kind="[^"]*"\})? \d+)$/);
    }
  });
});
