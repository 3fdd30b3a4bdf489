/** `ws-chaos check`, `report` and `replay`: what can be done with a run that is over. */

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { judge } from '../check/judge.ts';
import { commandLine } from '../contracts/command-line.ts';
import type { RunHistory } from '../contracts/checker.ts';
import type { EventOf } from '../contracts/history.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { baseDirectoryOf, readRun, type StoredRun } from '../run/read-run.ts';
import { executeRun, latestRun } from './execute-run.ts';
import { whereItCanRun } from './in-namespace.ts';
import { exitCodeOfVerdict, saveAndReport, shellWord } from './judge-run.ts';
import { addRunFlags, type RunFlags } from './run-flags.ts';
import { reporterFor } from './run-verb.ts';
import type { Streams, Toolbox } from './toolbox.ts';
import type { VerbContext } from './verb.ts';

export function addCheckVerb(program: Command, { tools, streams, finish }: VerbContext): void {
  program
    .command('check')
    .description('judge a stored run again, with nothing running')
    .argument('[directory]', 'run directory', latestRun())
    .option('--json', 'the verdict as JSON')
    .action((directory: string, flags: { json?: boolean }) =>
      finish(
        judgeStored(directory, tools).then(async ({ verdict, run }) => {
          const reporter = reporterFor(streams, flags.json === true);
          await saveAndReport(judged(directory, verdict, run), reporter);
          return exitCodeOfVerdict(verdict);
        }),
      ),
    );
}

export function addReportVerb(program: Command, { tools, streams, finish }: VerbContext): void {
  program
    .command('report')
    .description('write report.html, junit.xml and summary.md of a stored run again')
    .argument('[directory]', 'run directory', latestRun())
    .action((directory: string) =>
      finish(
        judgeStored(directory, tools).then(async ({ verdict, run }) => {
          await saveAndReport(judged(directory, verdict, run), reporterFor(streams, false));
          return 0;
        }),
      ),
    );
}

export function addReplayVerb(program: Command, { tools, streams, finish }: VerbContext): void {
  const command = program
    .command('replay')
    .description('execute the stored plan of a run again; no dice are rolled')
    .argument('[directory]', 'run directory', latestRun());
  addRunFlags(command, 'run directory of the replay').action((directory: string, flags: RunFlags) =>
    finish(replay(directory, flags, { tools, streams })),
  );
}

async function replay(
  directory: string,
  flags: RunFlags,
  { tools, streams }: { tools: Toolbox; streams: Streams },
): Promise<number> {
  const stored = await readRun(resolve(directory));
  const { scenarioSource } = stored;
  const { plan } = stored.history;
  const order = {
    ...flags,
    plan,
    scenarioSource,
    baseDirectory: baseDirectoryOf(stored),
    reproduce: reproduceStored(directory),
  };
  return whereItCanRun(
    plan,
    { proxy: flags.proxy, engine: flags.engine, faults: tools.faults },
    () =>
      executeRun(order, tools, { reporter: reporterFor(streams, flags.json === true), streams }),
  );
}

async function judgeStored(
  directory: string,
  tools: Toolbox,
): Promise<{ verdict: Verdict; run: StoredRun }> {
  const run = await readRun(resolve(directory));
  const before = await readVerdict(directory);
  const end = endOf(run.history);
  const verdict = judge(run.history, {
    checkers: tools.checkers,
    ended: end?.reason ?? 'error',
    environment: before?.environment ?? {},
    ...(before?.clean === undefined ? {} : { clean: before.clean }),
  });
  return { verdict: end === undefined ? { ...verdict, endedBecause: killed } : verdict, run };
}

function judged(
  directory: string,
  verdict: Verdict,
  { history, scenarioSource }: StoredRun,
): Parameters<typeof saveAndReport>[0] {
  const reproduce = reproduceStored(directory);
  return { verdict, history, directory: resolve(directory), reproduce, scenarioSource };
}

/** What is told of a history without its last event. */
const killed = 'the history stops half-way: ws-chaos itself was killed, or is still running.';

function endOf({ events }: RunHistory): EventOf<'run.end'> | undefined {
  return events.findLast((event): event is EventOf<'run.end'> => event.kind === 'run.end');
}

/** Facts of the machine at the time, which no judgement changes; absent for a run that was killed. */
async function readVerdict(directory: string): Promise<Verdict | undefined> {
  try {
    return JSON.parse(await readFile(join(directory, 'verdict.json'), 'utf8')) as Verdict;
  } catch {
    return undefined;
  }
}

function reproduceStored(directory: string): string {
  return `${commandLine} replay ${shellWord(directory)}`;
}
