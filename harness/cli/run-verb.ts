/** `ws-chaos run`: a scenario, from file to verdict. */

import { Option, type Command } from 'commander';
import { createReporters } from '../report/index.ts';
import { multiplex } from '../report/multiplex.ts';
import type { Reporter } from '../contracts/reporter.ts';
import { executeRun } from './execute-run.ts';
import { whereItCanRun } from './in-namespace.ts';
import {
  addScenarioFlags,
  loadAndPlan,
  reproduceLine,
  type ScenarioFlags,
} from './scenario-options.ts';
import {
  engineKinds,
  proxyKinds,
  type EngineKind,
  type ProxyKind,
  type Streams,
  type Toolbox,
} from './toolbox.ts';
import { scenarioLines } from './scenario-lines.ts';
import type { VerbContext } from './verb.ts';

interface RunFlags extends ScenarioFlags {
  readonly out?: string;
  readonly engine: EngineKind;
  readonly proxy: ProxyKind;
  readonly json?: boolean;
}

export function addRunVerb(program: Command, { tools, streams, finish }: VerbContext): void {
  addScenarioFlags(program.command('run').description('run a scenario and judge it'))
    .option('--out <dir>', 'run directory; results/<scenario>/<time>-seed-<n>/ without it')
    .addOption(
      new Option('--engine <name>', 'load engine').choices(engineKinds).default('embedded'),
    )
    .addOption(
      new Option('--proxy <name>', 'between load and tap').choices(proxyKinds).default('toxiproxy'),
    )
    .option('--json', 'the verdict as JSON on stdout, news on stderr')
    .action((reference: string, flags: RunFlags) =>
      finish(run(reference, flags, { tools, streams })),
    );
}

async function run(
  reference: string,
  flags: RunFlags,
  { tools, streams }: { tools: Toolbox; streams: Streams },
): Promise<number> {
  const { loaded, plan } = await loadAndPlan(reference, flags, { tools, streams });
  const { out, engine, proxy } = flags;
  const order = {
    plan,
    scenarioSource: loaded.source,
    scenarioLines: scenarioLines(loaded, tools.faults),
    baseDirectory: loaded.baseDirectory,
    ...(out === undefined ? {} : { out }),
    engine,
    proxy,
    reproduce: `${reproduceLine(reference, flags, plan)}${engine === 'k6' ? ' --engine k6' : ''}`,
  };
  return whereItCanRun(plan, { proxy, engine, faults: tools.faults }, () =>
    executeRun(order, tools, { reporter: reporterFor(streams, flags.json === true), streams }),
  );
}

/** All reporters as one; one that throws is named on stderr and the run goes on. */
export function reporterFor(streams: Streams, json: boolean): Reporter {
  const { out, err } = streams;
  const isTty = { out: isTerminal(out), err: isTerminal(err) };
  return multiplex(createReporters({ out, err, isTty, json }), (problem) => {
    err.write(`${problem}\n`);
  });
}

function isTerminal(stream: NodeJS.WritableStream): boolean {
  return 'isTTY' in stream && stream.isTTY === true;
}
