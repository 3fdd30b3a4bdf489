import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { formatPosition } from '../contracts/errors.ts';
import { faultsByName, inertFault, knowingOnly } from '../testing/inert-fault.ts';
import { loadScenario, type LoadOptions } from './load-scenario.ts';
import { ScenarioError } from './scenario-error.ts';

const options: LoadOptions = {
  overrides: [],
  faults: faultsByName(
    inertFault('half-open-socket'),
    inertFault('silent-event-loss', { makesZombies: false, parseSettings: knowingOnly('every') }),
  ),
  checks: ['events-delivered', 'zombies-reclaimed'],
  policies: ['conservative', 'graduated'],
  allowHosts: [],
};

const good = `name: storm
seed: 42
load:
  users: { power: 6 }
phases: { baseline: 1s, chaos: 4s, recovery: 2s }
faults:
  - { inject: half-open-socket, at: 200ms, on: { cohort: power, count: 5 } }
serviceLevel:
  reclaimWithin: 2s
`;

describe('load scenario', () => {
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'ws-chaos-scenario-'))));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (text: string, name = 'chaos.yaml'): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const load = (text: string, more: Partial<LoadOptions> = {}): ReturnType<typeof loadScenario> =>
    loadScenario(write(text), { ...options, ...more });
  /** `line:column code message help` of every problem. */
  const problems = async (text: string, more: Partial<LoadOptions> = {}): Promise<string[]> => {
    const error = await load(text, more).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    if (!(error instanceof ScenarioError)) throw error as Error;
    return error.errors.map(({ code, message, help, position }) => {
      const place =
        position === undefined ? '?' : formatPosition(position).replace(/^.*chaos\.yaml:?/, '');
      return `${place} ${code} ${message} ${help ?? ''}`.trim();
    });
  };

  it('resolves units and defaults', async () => {
    const { scenario, source, baseDirectory, warnings } = await load(good);
    expect(scenario).to.deep.equal({
      name: 'storm',
      summary: 'No summary.',
      seed: 42,
      target: { policy: 'graduated', settings: {}, startWithinMs: 10_000 },
      load: { users: { power: 6 }, arrivals: [], connections: {}, activity: 'chat', env: {} },
      phases: { baselineMs: 1000, chaosMs: 4000, recoveryMs: 2000 },
      faults: [
        { inject: 'half-open-socket', atMs: 200, on: { cohort: 'power', count: 5 }, settings: {} },
      ],
      serviceLevel: {
        reclaimWithinMs: 2000,
        judge: 'slotFree',
        admitWithinMs: 1000,
        deliverWithinMs: 1000,
      },
      expect: {},
    });
    expect([source, baseDirectory, warnings]).to.deep.equal([good, folder, []]);
  });

  it('judges a server without a census by what the wire shows', async () => {
    const { scenario } = await load(`${good}target: { url: "ws://127.0.0.1:9/chat" }\n`);
    expect(scenario.serviceLevel.judge).to.equal('closeSeen');
    expect(scenario.target).not.to.have.property('policy');
  });

  it('reports every problem with its place, in the order of the file', async () => {
    const text = good
      .replace('seed: 42', 'sed: 42')
      .replace('power: 6', 'pwer: 6')
      .replace('chaos: 4s', 'chaos: 4')
      .replace('reclaimWithin: 2s', 'judge: never');
    expect(await problems(text)).to.deep.equal([
      '2:1 CHAOS_ERR_SCENARIO_INVALID unknown field `sed`. Did you mean `seed`?',
      '4:12 CHAOS_ERR_SCENARIO_INVALID unknown field `load.users.pwer`. Did you mean `power`?',
      '5:32 CHAOS_ERR_SCENARIO_INVALID `phases.chaos`: expected a duration with a unit, such as `250ms`, `4s` or `2m`, found the number 4. Write the number together with its unit.',
      '9:3 CHAOS_ERR_SCENARIO_INVALID `serviceLevel.reclaimWithin` is missing. Add `serviceLevel.reclaimWithin`.',
      '9:10 CHAOS_ERR_SCENARIO_INVALID `serviceLevel.judge`: expected one of closeSeen, slotFree, socketGone, found `never`. Use one of closeSeen, slotFree, socketGone.',
    ]);
  });

  it('reports the fault that nobody knows beside what is no scenario yet', async () => {
    const text = good.replace('chaos: 4s', 'chaos: 4').replace('half-open-socket', 'half-open');
    const found = await problems(text);
    expect(found).to.have.length(2);
    expect(found[0]).to.match(/^5:32 CHAOS_ERR_SCENARIO_INVALID /);
    expect(found[1]).to.match(/^7:\d+ CHAOS_ERR_FAULT_UNKNOWN there is no fault `half-open`/);
  });

  it('refuses a run that ends before recovery can be judged, at the bound that asks for it', async () => {
    const text = `${good}  recoveredWithin: 1500ms\n`;
    expect(await problems(text)).to.deep.equal([
      '10:20 CHAOS_ERR_SCENARIO_INVALID the run ends 2s after its last fault, so that recovery within 1.5s can never be judged: the server is then looked at for 1s more. Let `phases.recovery` be 2.5s or more, or shorten the service level.',
    ]);
  });

  it('refuses a bound on work for the dead where nobody is dead for so long, at that bound', async () => {
    const text = `${good}  orphanWorkWithin: 4s\n`;
    expect(await problems(text)).to.deep.equal([
      '10:21 CHAOS_ERR_SCENARIO_INVALID nobody is dead for longer than 3.8s, so that the end of work within 4s can never be judged. Let a fault last longer, or shorten the service level.',
    ]);
  });

  it('tells all of them in its message', async () => {
    const error: unknown = await load('name: 3\n').catch((cause: unknown) => cause);
    expect(error).to.have.property('code', 'CHAOS_ERR_SCENARIO_INVALID');
    expect((error as Error).message).to.match(
      /^4 problems in .*chaos\.yaml\n {2}\S+chaos\.yaml:1:1: /,
    );
  });

  it('refuses broken YAML with its place', async () => {
    const [first] = await problems('name: [storm\nseed: 42\n');
    expect(first).to.match(/^\d+:\d+ CHAOS_ERR_SCENARIO_SYNTAX /);
    const [twice] = await problems('name: a\nname: b\n');
    expect(twice).to.match(/^2:1 CHAOS_ERR_SCENARIO_SYNTAX this field is written twice/);
  });

  it('refuses an alias that leads nowhere and one that unfolds without end', async () => {
    const [nowhere] = await problems('name: x\nseed: &s 1\nload: { users: *nobody }\n');
    expect(nowhere).to.match(/^3:16 CHAOS_ERR_SCENARIO_SYNTAX `\*nobody` stands for nothing/);
    const levels = [1, 2, 3, 4, 5, 6].map(
      (n) =>
        `l${n}: &l${n} [${Array(20)
          .fill(`*l${n - 1}`)
          .join()}]`,
    );
    const bomb = `l0: &l0 x\n${levels.join('\n')}\n`;
    expect((await problems(bomb))[0]).to.match(
      /^7:86 CHAOS_ERR_SCENARIO_SYNTAX Excessive alias count/,
    );
  });

  it('refuses an empty file and one that is not a scenario at all', async () => {
    expect(await problems('')).to.deep.equal([
      '1:1 CHAOS_ERR_SCENARIO_INVALID the file: expected the fields of a scenario, found nothing. Correct this field.',
    ]);
    expect((await problems('- 1\n'))[0]).to.include('found a list');
  });

  it('refuses a load of nobody, unless a script brings its own users', async () => {
    const nobody = good.replace('power: 6', 'power: 0').replace(/faults:[^]*?}\n/, '');
    expect(await problems(nobody)).to.deep.equal([
      '4:10 CHAOS_ERR_SCENARIO_INVALID `load.users` names no user, so nothing would be loaded. Write how many users there are, such as `users: { power: 5 }`.',
    ]);
    const { scenario } = await load(nobody.replace('load:', 'load:\n  script: ./chat.ts'));
    expect(scenario.load.script).to.equal('./chat.ts');
  });

  it('refuses a unit nobody knows', async () => {
    expect((await problems(good.replace('4s', '4sec')))[0]).to.include('found `4sec`');
  });

  it('suggests the fault, check and policy that were meant', async () => {
    const text = `${good.replace('half-open-socket', 'half-open-sokcet')}checks: [zombies-reclaim]\ntarget: { policy: gradual }\nexpect: { conservatve: [zombies-reclaimed] }\n`;
    expect(await problems(text)).to.deep.equal([
      '7:15 CHAOS_ERR_FAULT_UNKNOWN there is no fault `half-open-sokcet`. Did you mean `half-open-socket`?',
      '10:10 CHAOS_ERR_SCENARIO_INVALID there is no check `zombies-reclaim`. Did you mean `zombies-reclaimed`?',
      '11:19 CHAOS_ERR_SCENARIO_INVALID there is no policy `gradual`. Did you mean `graduated`?',
      '12:11 CHAOS_ERR_SCENARIO_INVALID there is no policy `conservatve`. Did you mean `conservative`?',
    ]);
  });

  it('points at the setting a fault refuses', async () => {
    const text = good
      .replace('half-open-socket', 'silent-event-loss')
      .replace('at: 200ms', 'evry: 5');
    expect(await problems(text)).to.deep.equal([
      '7:34 CHAOS_ERR_FAULT_SETTINGS unknown setting `evry` Use only every.',
    ]);
  });

  it('wants exactly one way of choosing victims, and somebody to choose from', async () => {
    const both = good.replace('count: 5', 'count: 5, share: 10%');
    expect((await problems(both))[0]).to.include(
      'exactly one of `count`, `share` or `connections`',
    );
    const nobody = good.replace('cohort: power, count: 5', 'cohort: signup, count: 5');
    expect((await problems(nobody))[0]).to.include(
      '7:48 CHAOS_ERR_FAULT_VICTIMS there are no signup users',
    );
  });

  it('takes victims by path and header, beside a count or a share', async () => {
    const on = (more: string): string => good.replace('cohort: power, count: 5', more);
    const { scenario } = await load(on("path: '/chat?room=*', header: 'x-tenant: a*', share: 50%"));
    expect(scenario.faults[0]?.on).to.deep.equal({
      path: '/chat?room=*',
      header: 'x-tenant: a*',
      sharePercent: 50,
    });
    expect((await problems(on("path: 'chat', count: 1")))[0]).to.include('a path such as');
    expect((await problems(on("header: 'x-tenant', count: 1")))[0]).to.include('a header such as');
    const exact = await problems(on("path: '/chat', connections: ['power-1.1']"));
    expect(exact[0]).to.include('beside a `path` or `header`');
  });

  it('refuses a host that is not this machine unless it is allowed', async () => {
    const text = `${good}target: { url: "wss://chat.example.com/" }\n`;
    expect((await problems(text))[0]).to.include(
      '10:16 CHAOS_ERR_HOST_NOT_ALLOWED chat.example.com is not this machine',
    );
    const { scenario } = await load(text, { allowHosts: ['chat.example.com'] });
    expect(scenario.target.url).to.equal('wss://chat.example.com/');
  });

  it('shows how a list and a missing group are written, and no more of a value than finds it', async () => {
    const [missing] = await problems(good.replace(/^phases:.*$/m, ''));
    expect(missing).to.contain('Add it, such as `phases: { baseline: 3s');
    const [listless] = await problems(`${good}target: { command: node server.js }\n`);
    expect(listless).to.contain('Write a list, such as `[node, server.js]`.');
    const [endless] = await problems(`name: ${'x\u001b'.repeat(900)}`);
    expect(endless).to.have.length.below(300).and.not.contain('\u001b');
  });

  it('refuses a schedule that can never be judged, and warns of one that is tight', async () => {
    const [hopeless] = await problems(good.replace('chaos: 4s', 'chaos: 2s'));
    expect(hopeless).to.match(
      /^7:\d+ CHAOS_ERR_SCENARIO_INVALID this fault lasts 1.8s, so that reclaim within 2s can never/,
    );
    const { warnings } = await load(good.replace('chaos: 4s', 'chaos: 2500ms'));
    expect(warnings.map(({ message }) => message)).to.deep.equal([
      'this fault lasts 2.3s; proven late, reclaim within 2s may not be judged.',
    ]);
  });

  it('takes a repetition, and says where one cannot be', async () => {
    const step = (fields: string): string => good.replace('count: 5 }', `count: 5 }, ${fields}`);
    const { scenario } = await load(step('for: 3s, repeatEvery: 30s'));
    expect(scenario.faults[0]).to.include({ forMs: 3000, repeatEveryMs: 30_000 });
    const [endless] = await problems(step('repeatEvery: 30s'));
    expect(endless).to.match(
      /^7:\d+ CHAOS_ERR_SCENARIO_INVALID this fault repeats, but `for` does/,
    );
    const [unitless] = await problems(step('for: 3s, repeatEvery: 30'));
    expect(unitless).to.match(
      /^7:\d+ CHAOS_ERR_SCENARIO_INVALID .*expected a duration with a unit/,
    );
  });

  it('tells who writes `every` for a repetition what it is called', async () => {
    const strict = faultsByName(
      inertFault('half-open-socket', { parseSettings: knowingOnly('mechanism') }),
    );
    const text = good.replace('count: 5 }', 'count: 5 }, every: 30s');
    const error: unknown = await load(text, { faults: strict }).catch((caught: unknown) => caught);
    expect(error).to.have.nested.property(
      'errors[0].help',
      'Write `repeatEvery: 30s` to inject the fault again and again.',
    );
  });

  it('takes limits on what may be hit, and says who is protected where', async () => {
    const safety = (protect: string): string =>
      `${good}safety: { protect: [${protect}], maxVictims: 90% }\n`;
    const { scenario } = await load(safety('enterprise'));
    expect(scenario.safety).to.deep.equal({ protect: ['enterprise'], maxVictimsPercent: 90 });
    expect((await problems(safety('power')))[0]).to.match(
      /^7:\d+ CHAOS_ERR_FAULT_VICTIMS power is protected by `safety.protect`/,
    );
    const named = safety('power').replace('cohort: power, count: 5', 'connections: [power-1.1]');
    expect((await problems(named))[0]).to.match(
      /^7:\d+ CHAOS_ERR_FAULT_VICTIMS power-1.1 is protected/,
    );
    const nobody = safety('power').replace('cohort: power, count: 5', 'count: 5');
    expect((await problems(nobody))[0]).to.include('there are no users');
    expect((await problems(safety('guests')))[0]).to.include('CHAOS_ERR_SCENARIO_INVALID');
  });
});
