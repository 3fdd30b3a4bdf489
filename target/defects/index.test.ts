import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { HandHub } from '../testing/hand-hub.ts';
import { defects, seamsWith } from './index.ts';

const checks = [
  'bystanders-undisturbed',
  'closed-once',
  'counts-agree',
  'events-delivered',
  'events-in-place',
  'live-connections-kept',
  'orphan-work-ends',
  'priority-admitted',
  'refusals-say-when',
  'resources-return',
  'service-recovered',
  'shutdown-was-graceful',
  'users-readmitted',
  'zombies-reclaimed',
];
const files = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isFile() && !/^(defect|index)\.|\.test\./.test(entry.name))
  .map(({ name }) => name.replace(/\.ts$/, ''));

describe('the planted defects', () => {
  it('are listed by name in order, one a file', () => {
    expect([...defects.keys()]).to.deep.equal(files.toSorted());
    expect([...defects.values()].map(({ name }) => name)).to.deep.equal([...defects.keys()]);
  });

  it('hold the whole catalogue Z1 to Z20', () => {
    const texts = files.map((name) =>
      readFileSync(join(import.meta.dirname, `${name}.ts`), 'utf8'),
    );
    const missing = Array.from({ length: 20 }, (_, index) => `(Z${String(index + 1)})`).filter(
      (mark) => !texts.some((text) => text.includes(mark)),
    );
    expect(missing).to.deep.equal([]);
  });

  it('name a check and a built-in scenario', () => {
    for (const { name, caughtBy, scenario } of defects.values()) {
      expect(checks, name).to.include(caughtBy);
      const file = join(import.meta.dirname, `../../harness/scenarios/${scenario}.yaml`);
      expect(existsSync(file), `${name}: ${scenario}`).to.equal(true);
    }
  });

  it('are refused by a name that is not there', () => {
    expect(() => seamsWith('no-such-defect')).to.throw('cleanup-swallows-errors, closes-twice');
  });
});

/** After three seconds with a dead peer, a stalled emitter and three healthy users; then it is asked to stop. */
async function outcome(defect?: string): Promise<Record<string, unknown>> {
  using hand = new HandHub({ policy: 'graduated', ...(defect === undefined ? {} : { defect }) });
  const [dead, stalled, ...healthy] = await hand.fill('a', 5);
  await hand.pass(520);
  dead!.isAnswering = false;
  hand.stall([stalled!], 'throw');
  for (let step = 0; step < 50; step++) {
    for (const client of healthy) client.connection!.emitter.emit({ type: 'ai_response' });
    await hand.pass(50);
  }
  await hand.pass(500);
  const { slots, registry } = hand.hub.bench;
  const attempt = hand.connect('customer', { tier: 'enterprise' });
  await hand.pass(10);
  const admitted = await Promise.race([attempt, Promise.resolve({ client: undefined })]);
  const answers = healthy.map(({ isOpen, lastSeq }) => (isOpen ? lastSeq > 50 : 'removed'));
  hand.hub.drain(1001, 'going away');
  return {
    dead: dead!.ends,
    stalled: stalled!.ends,
    healthy: answers,
    goodbyes: healthy.map(({ ends }) => ends.at(-1)),
    drift: slots.claimed - registry.size,
    admitted: admitted.client !== undefined,
  };
}

describe('in process, a server', () => {
  const sound = {
    dead: ['terminate'],
    stalled: ['terminate'],
    healthy: [true, true, true],
    goodbyes: ['close 1001', 'close 1001', 'close 1001'],
    drift: 0,
    admitted: true,
  };

  it('without a defect removes the dead and the stalled, and nobody else', async () => {
    expect(await outcome()).to.deep.equal(sound);
  });

  /** These need what a scenario has: a poll of the census, turns, losses on the wire, a clock that jumps, a limit, many users. */
  const needsMore = new Set([
    'answers-somebody-else',
    'answers-the-dead',
    'breaker-fed-by-retries',
    'census-omits-some',
    'events-dropped-silently',
    'evicts-for-headroom',
    'factory-wide-breaker',
    'fan-out-waits-for-the-slowest',
    'first-come-admission',
    'heartbeat-judged-after-stall',
    'identity-reuse-race',
    'leaked-listener',
    'overtaking-events',
    'reserved-for-the-dead',
    'scrape-keeps-alive',
    'sent-is-delivered',
    'probe-error-is-death',
    'turns-away-for-good',
    'unbounded-queue',
    'user-count-kept',
    'wall-clock-ages',
  ]);
  for (const name of defects.keys()) {
    if (needsMore.has(name)) continue;
    it(`with ${name} does not behave as the sound one`, async () => {
      expect(await outcome(name)).to.not.deep.equal(sound);
    });
  }
});
