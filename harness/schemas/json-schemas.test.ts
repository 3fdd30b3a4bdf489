import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Plan } from '../contracts/plan.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { readSource } from '../scenario/read-source.ts';
import { scenarioSchema } from '../scenario/scenario-schema.ts';
import { historyBuilder, testFault, testPlan } from '../testing/history-builder.ts';
import { historyEventSchema } from './history-schema.ts';
import { jsonSchemas } from './json-schemas.ts';
import { planSchema } from './plan-schema.ts';
import { verdictSchema } from './verdict-schema.ts';

const victim = 'power-1.1.0';
const plan: Plan = {
  ...testPlan,
  hash: 'a'.repeat(64),
  faults: [{ ...testFault('f1', ['power-1.1']), lane: 'f1' }],
};
const { events } = historyBuilder()
  .opens(victim)
  .at(1000)
  .begins('f1', victim)
  .proves('f1', victim)
  .at(2000)
  .serverCloses(victim)
  .at(5000)
  .heals('f1')
  .build();
const times = { count: 1, p50: 5, p95: 5, p99: 5, max: 5, never: 0 };
const verdict: Verdict = {
  outcome: 'fail',
  scenario: 'test',
  seed: 1,
  planHash: plan.hash,
  matrix: {
    zombies: { injected: 1, reclaimed: 1, late: 0, never: 0, unjudged: 0 },
    healthy: { kept: 3, killed: 1 },
  },
  reclaim: {
    closeSeen: times,
    slotFree: times,
    socketGone: { count: 0, p50: null, p95: null, p99: null, max: null, never: 1 },
  },
  checks: [
    { name: 'a', outcome: 'fail', violations: [{ message: 'm', connection: victim, atUs: 1 }] },
    { name: 'b', outcome: 'unknown', violations: [], reason: 'dark' },
    { name: 'c', outcome: 'pass', violations: [], measured: { judge: 'slotFree', count: 1 } },
  ],
  clean: true,
  ended: 'completed',
  environment: { node: 'v24', cpus: 2, root: true },
};

describe('JSON Schemas', () => {
  it('on disk are the ones the code would write', () => {
    const onDisk = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'));
    expect([...jsonSchemas.keys()]).to.deep.equal(onDisk.toSorted());
    for (const [name, schema] of jsonSchemas) {
      const text = readFileSync(join(import.meta.dirname, name), 'utf8');
      expect(JSON.parse(text), `run write-schemas.ts: ${name}`).to.deep.equal(
        JSON.parse(JSON.stringify(schema)),
      );
    }
  });

  it('take every built-in scenario', async () => {
    const folder = join(import.meta.dirname, '../scenarios');
    const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    expect(files).to.have.length.above(4);
    for (const file of files) {
      const { document } = await readSource(join(folder, file));
      expect(scenarioSchema.safeParse(document.yaml.toJS()).success, file).to.equal(true);
    }
  });

  it('take a plan, its history and its verdict as they are', () => {
    expect(planSchema.parse(plan)).to.deep.equal(plan);
    for (const event of events) expect(historyEventSchema.parse(event)).to.deep.equal(event);
    expect(verdictSchema.parse(verdict)).to.deep.equal(verdict);
  });

  it('refuse a field nobody knows', () => {
    const strange = { strange: 1 };
    expect(planSchema.safeParse({ ...plan, ...strange }).success).to.equal(false);
    expect(historyEventSchema.safeParse({ ...events[0], ...strange }).success).to.equal(false);
    expect(verdictSchema.safeParse({ ...verdict, ...strange }).success).to.equal(false);
  });
});
