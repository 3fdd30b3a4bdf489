/** `ws-chaos heal`: finds what dead runs left behind and removes it. Runs that are alive are not touched. */

import type { Command } from 'commander';
import { exitCodes } from '../contracts/verdict.ts';
import { isAlive } from '../process/is-alive.ts';
import { markedProcesses, type MarkedProcess } from '../process/run-processes.ts';
import { leftProcesses } from '../run/residue.ts';
import { formatError, notUndone } from './print-error.ts';
import type { VerbContext } from './verb.ts';

export function addHealVerb(program: Command, context: VerbContext): void {
  program
    .command('heal')
    .description('end every process that a dead run has left behind')
    .option('--dry-run', 'only say what would be ended')
    .action((flags: { dryRun?: boolean }) => context.finish(heal(context, flags.dryRun === true)));
}

async function heal({ tools, streams }: VerbContext, isDryRun: boolean): Promise<number> {
  const orphans = (await markedProcesses()).filter(
    ({ pid, run }) => pid !== process.pid && !isAlive(harnessOf(run)),
  );
  for (const orphan of orphans) {
    streams.out.write(`${isDryRun ? 'would end' : 'ending'} ${describe(orphan)}\n`);
    if (!isDryRun) kill(orphan.pid);
  }
  if (orphans.length === 0) streams.out.write('nothing was left behind\n');
  if (isDryRun) return exitCodes.pass;
  const runs = new Set(orphans.map(({ run }) => run));
  const left = await Promise.all([...runs].map((run) => leftProcesses(tools.clock, run, [])));
  for (const what of left.flat()) streams.err.write(formatError(notUndone(what)));
  return left.flat().length === 0 ? exitCodes.pass : exitCodes.notUndone;
}

function describe({ pid, run, command }: MarkedProcess): string {
  return `process ${String(pid)} of run ${run}: ${command}`;
}

/** A mark starts with the pid of the harness. */
function harnessOf(run: string): number {
  return Number.parseInt(run, 10);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL'); // a stopped process does not see a polite signal
  } catch {
    // it is gone already
  }
}
