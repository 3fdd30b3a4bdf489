/** `ws-chaos tour`: every fault there is, one run each, on the server of a scenario; a table says what each did to it. */

import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { readVerdict } from '../compare/read-verdict.ts';
import { ChaosError } from '../contracts/errors.ts';
import type { Plan } from '../contracts/plan.ts';
import { exitCodes, type Verdict } from '../contracts/verdict.ts';
import { makeDirectory } from '../run/run-directory.ts';
import {
  cellWords,
  matrixCell,
  renderMatrixHtml,
  renderMatrixMarkdown,
  type MatrixRow,
} from '../report/fault-matrix/index.ts';
import { outcomeMarks } from '../report/headline.ts';
import { executeRun } from './execute-run.ts';
import { reporterFor } from './run-verb.ts';
import { isInNamespace, rerunInNamespace } from './namespace.ts';
import {
  addScenarioFlags,
  integer,
  loadAndPlan,
  reproduceLine,
  type ScenarioFlags,
} from './scenario-options.ts';
import { planStop, silent, tourStops, type PlannedStop } from './tour-stops.ts';
import type { VerbContext } from './verb.ts';

interface TourFlags extends ScenarioFlags {
  readonly victims: number;
  readonly only?: readonly string[];
  readonly out?: string;
}

/** What the one column of its table is called. */
const column = 'this server';

export function addTourVerb(program: Command, context: VerbContext): void {
  addScenarioFlags(
    program
      .command('tour')
      .description('every fault of the catalogue, one run each, on the server of a scenario'),
  )
    .option('--victims <n>', 'connections each fault hits', integer, 3)
    .option('--only <fault...>', 'these faults alone')
    .option('--out <dir>', 'for the table and the runs; results/tour/<scenario> without it')
    .action((reference: string, flags: TourFlags) =>
      context.finish(tour(reference, flags, context)),
    );
}

interface Tour {
  readonly reference: string;
  readonly flags: TourFlags;
  readonly context: VerbContext;
  readonly directory: string;
  readonly baseDirectory: string;
  readonly scenarioSource: string;
}

async function tour(reference: string, flags: TourFlags, context: VerbContext): Promise<number> {
  const { tools } = context;
  const { only = [], victims, out } = flags;
  const unknown = only.find((name) => !tools.faults.has(name));
  if (unknown !== undefined) {
    throw new ChaosError('CHAOS_ERR_FAULT_UNKNOWN', `there is no fault \`${unknown}\``, {
      help: 'See `ws-chaos list faults`.',
    });
  }
  const { loaded, plan } = await loadAndPlan(reference, flags, context);
  mustHave(victims, plan);
  const atMs = Math.min(500, Math.round(loaded.scenario.phases.chaosMs / 10));
  const stops = tourStops(tools.faults, { only, victims, atMs });
  const planned: PlannedStop[] = [];
  for (const stop of stops) planned.push(await planStop(stop, { reference, flags, tools }));
  const needsNamespace = planned.some((stop) => 'plan' in stop && stop.namespace);
  if (needsNamespace && !isInNamespace()) return rerunInNamespace();
  return visitAll(planned, {
    reference,
    flags,
    context,
    directory: resolve(out ?? join('results', 'tour', plan.scenario)),
    baseDirectory: loaded.baseDirectory,
    scenarioSource: loaded.source,
  });
}

/** Refused once, and not at each stop. */
function mustHave(victims: number, plan: Plan): void {
  const users = plan.load.users.filter(({ arrival }) => !arrival);
  const connections = users.reduce((sum, user) => sum + user.connections, 0);
  if (victims < 1 || victims > connections) {
    throw new ChaosError(
      'CHAOS_ERR_USAGE',
      `--victims ${String(victims)} of ${String(connections)} connections`,
      {
        help: `Give a number from 1 to ${String(connections)}, or the scenario more users.`,
      },
    );
  }
}

async function visitAll(stops: readonly PlannedStop[], of: Tour): Promise<number> {
  const { directory, context } = of;
  const { out } = context.streams;
  const width = Math.max(...stops.map(({ name }) => name.length));
  const rows: MatrixRow[] = [];
  const codes: number[] = [];
  await makeDirectory(directory);
  for (const stop of stops) {
    const visited = await visit(stop, of);
    if (visited.code === exitCodes.interrupted) return exitCodes.interrupted;
    if (visited.code !== undefined) codes.push(visited.code);
    rows.push(visited.row);
    out.write(`${visited.mark} ${stop.name.padEnd(width)}  ${visited.words}\n`);
    await save(rows, directory);
  }
  out.write(`\nkept in    ${directory}: tour.html, tour.md, tour.json and the run of each fault\n`);
  return worstOf(codes);
}

/** As one run of them all would end; a tour on which nothing ran has shown nothing. */
function worstOf(codes: readonly number[]): number {
  const { notUndone, fail, unknown, pass } = exitCodes;
  const worst = [notUndone, fail, unknown].find((code) => codes.includes(code));
  return worst ?? (codes.length === 0 ? unknown : pass);
}

interface Visited {
  /** Undefined where it was not run. */
  readonly code: number | undefined;
  readonly row: MatrixRow;
  readonly mark: string;
  readonly words: string;
}

async function visit(stop: PlannedStop, of: Tour): Promise<Visited> {
  const row = { row: stop.name, fault: stop.summary, cells: {} };
  if ('lack' in stop) {
    const { lack } = stop;
    const words = `not run: ${lack}`;
    return { code: undefined, row: { ...row, lack }, mark: '–', words };
  }
  const { tools, streams } = of.context;
  const { plan } = stop;
  const out = join(of.directory, stop.name.replace(', ', '-'));
  const flags = { ...of.flags, set: [...of.flags.set, stop.override] };
  const order = {
    plan,
    scenarioSource: of.scenarioSource,
    baseDirectory: of.baseDirectory,
    out,
    proxy: 'toxiproxy',
    engine: 'embedded',
    reproduce: reproduceLine(of.reference, flags, plan),
  } as const;
  const reporter = reporterFor({ out: silent, err: silent }, false);
  const code = await executeRun(order, tools, { reporter, streams });
  const verdict: Verdict = await readVerdict(out);
  const cell = matrixCell(verdict, plan.serviceLevel);
  return {
    code,
    row: { ...row, cells: { [column]: cell } },
    mark: outcomeMarks[cell.outcome],
    words: cellWords(cell),
  };
}

async function save(rows: readonly MatrixRow[], directory: string): Promise<void> {
  const title = `Every fault on ${column}`;
  await writeFile(join(directory, 'tour.md'), renderMatrixMarkdown(rows));
  await writeFile(join(directory, 'tour.html'), renderMatrixHtml(rows, title));
  await writeFile(join(directory, 'tour.json'), `${JSON.stringify(rows, null, 2)}\n`);
}
