import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { checkers } from '../check/index.ts';
import { judge } from '../check/judge.ts';
import { buildPlan } from '../plan/build-plan.ts';
import { scenarioSchema } from '../scenario/scenario-schema.ts';
import { builtInScenarios } from '../scenarios/index.ts';
import { historyBuilder, testFault } from '../testing/history-builder.ts';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { testScenario, testStep } from '../testing/test-scenario.ts';
import { historyEventSchema } from './history-schema.ts';
import { jsonSchemas } from './json-schemas.ts';
import { planSchema } from './plan-schema.ts';
import { verdictSchema } from './verdict-schema.ts';

const victim = 'power-1.1.0';
const history = historyBuilder()
  .opens(victim)
  .at(1000)
  .begins('f1', victim)
  .proves('f1', victim)
  .at(2000)
  .serverCloses(victim)
  .at(5000)
  .heals('f1')
  .build({ faults: [testFault('f1', ['power-1.1'])] });

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

  it('take every built-in scenario', () => {
    for (const [name, file] of builtInScenarios) {
      const result = scenarioSchema.safeParse(parse(readFileSync(file, 'utf8')));
      expect(result.success, name).to.equal(true);
    }
  });

  it('take a plan, its history and its verdict, and refuse strange fields', () => {
    const faults = faultsByName(inertFault('stall', { toxics: () => [] }));
    const plan = buildPlan(testScenario({ faults: [testStep('stall', { count: 1 })] }), { faults });
    expect(planSchema.parse(plan)).to.deep.equal(plan);
    for (const event of history.events) {
      expect(historyEventSchema.parse(event)).to.deep.equal(event);
    }
    const verdict = judge(history, { checkers, ended: 'completed', environment: { cpus: 2 } });
    expect(verdictSchema.parse(verdict)).to.deep.equal(verdict);
    for (const [schema, value] of [
      [planSchema, plan],
      [historyEventSchema, history.events[0]],
      [verdictSchema, verdict],
    ] as const) {
      expect(schema.safeParse({ ...value, strange: 1 }).success).to.equal(false);
    }
  });
});
