#!/usr/bin/env node
/** The command `ws-chaos`: the one place that knows every concrete part. */

import { directLanes } from '../faults/tap/direct-lanes.ts';
import { faults } from '../faults/index.ts';
import { kernelView } from '../faults/kernel/server-sockets.ts';
import { tapStarter } from '../faults/tap/start-tap.ts';
import { findServer } from '../faults/toxiproxy/find-server.ts';
import { toxiproxyLanes } from '../faults/toxiproxy/start-toxiproxy.ts';
import { embeddedDriver } from '../loadtests/drivers/embedded.ts';
import { k6Driver } from '../loadtests/drivers/k6.ts';
import { findK6 } from '../loadtests/drivers/k6/find-k6.ts';
import { k6Version } from '../loadtests/drivers/k6/version.ts';
import { networkTable } from '../loadtests/network-mix.ts';
import { defects } from '../target/defects/index.ts';
import { policies } from '../target/policies/index.ts';
import { checkers } from './check/index.ts';
import { isInNamespace, settleInNamespace } from './cli/namespace.ts';
import { watchOutput } from './cli/output.ts';
import { runProgram } from './cli/program.ts';
import type { Listed, Toolbox } from './cli/toolbox.ts';
import { systemClock as clock } from './process/system-clock.ts';
import { loadScenario } from './scenario/load-scenario.ts';
import { builtInScenarios } from './scenarios/index.ts';
import { targetStarter } from './target/start-target.ts';

const tools: Toolbox = {
  clock,
  target: targetStarter(clock),
  tap: (wish) => tapStarter(clock, wish),
  kernelView,
  faults,
  checkers,
  networks: networkTable,
  policies: [...policies.entries()].map(([name, { summary }]) => ({ name, summary })),
  defects: [...defects.values()].map(({ name, summary, caughtBy, scenario }) => ({
    name,
    summary,
    caughtBy,
    scenario,
  })),
  scenarios: () => Promise.all([...builtInScenarios.keys()].map(describeScenario)),
  lanes: (proxy) => (proxy === 'none' ? directLanes() : toxiproxyLanes(clock, findServer().path)),
  findToxiproxy: () => findServer(),
  findK6: async () => {
    const found = findK6();
    return { ...found, version: await k6Version(found.path, process.env) };
  },
  // loaded when asked for: it brings a compiler, which no other verb needs
  runLoad: async (argv) => (await import('../loadtests/engine/cli/run-load.ts')).runLoad(argv),
  loadDriver: (engine) => {
    if (engine === 'embedded') return embeddedDriver(clock);
    return k6Driver(clock, findK6());
  },
};

async function describeScenario(name: string): Promise<Listed> {
  const { scenario } = await loadScenario(name, {
    overrides: [],
    faults,
    checks: [...checkers.keys()],
    policies: [...policies.keys()],
    allowHosts: [],
  });
  const { summary, expect } = scenario;
  return { name, summary, expect };
}

const streams = { out: process.stdout, err: process.stderr };
const output = watchOutput(streams);
if (isInNamespace()) await settleInNamespace();
const exitCode = await output.settle(await runProgram(process.argv.slice(2), tools, streams));
// A call that Toxiproxy never answers would hold the process for 25 s more; all is written.
process.exit(exitCode);
