/** `ws-chaos run`: a scenario, from file to verdict. */

import type { Command } from 'commander';
import { createReporters } from '../report/index.ts';
import { multiplex } from '../report/multiplex.ts';
import type { Reporter } from '../contracts/reporter.ts';
import { executeRun } from './execute-run.ts';
import { whereItCanRun } from './in-namespace.ts';
import { addRunFlags, type RunFlags } from './run-flags.ts';
import {
  addScenarioFlags,
  loadAndPlan,
  reproduceLine,
  type ScenarioFlags,
} from './scenario-options.ts';
import type { Streams, Toolbox } from './toolbox.ts';
import { scenarioLines } from './scenario-lines.ts';
import type { VerbContext } from './verb.ts';

interface RunVerbFlags extends ScenarioFlags, RunFlags {}

export function addRunVerb(program: Command, { tools, streams, finish }: VerbContext): void {
  const command = addScenarioFlags(
    program.command('run').description('run a scenario and judge it'),
  );
  addRunFlags(command, 'run directory; results/<scenario>/<time>-seed-<n>/ without it').action(
    (reference: string, flags: RunVerbFlags) => finish(run(reference, flags, { tools, streams })),
  );
}

async function run(
  reference: string,
  flags: RunVerbFlags,
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
