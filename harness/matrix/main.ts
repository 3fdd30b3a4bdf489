/** `make matrix`: every fault row on every server, as a table; kept in `results/matrix/`. */

import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plan } from '../contracts/plan.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { freePort } from '../process/free-port.ts';
import {
  matrixCell,
  renderMatrixHtml,
  renderMatrixMarkdown,
  renderMatrixText,
  type MatrixCell,
  type MatrixRow,
} from '../report/fault-matrix/index.ts';
import { runCli } from '../suites/run-cli.ts';
import {
  faultRows,
  policyColumn,
  referencePolicies,
  scenarioOf,
  type FaultRow,
  type ServerColumn,
} from './rows.ts';

const results = fileURLToPath(new URL('../../results/matrix', import.meta.url));
const stayingClient = fileURLToPath(
  new URL('../../loadtests/scripts/socket-io-stay.ts', import.meta.url),
);
const only = process.argv.slice(2);

await mkdir(results, { recursive: true });
const runs = await mkdtemp(join(results, 'runs-'));
const columns = [
  ...referencePolicies.map(policyColumn),
  await foreignServer('ws heartbeat', { file: 'ws-heartbeat-server.ts', path: '/chat' }),
  await foreignServer('Socket.IO', { file: 'socket-io-server.ts', path: '/' }, stayingClient),
];
const rows: MatrixRow[] = [];
for (const row of faultRows.filter(({ row: name }) => only.length === 0 || only.includes(name))) {
  const cells: Record<string, MatrixCell> = {};
  for (const column of columns) {
    const cell = await runCell(row, column);
    if (cell !== undefined) cells[column.name] = cell;
  }
  rows.push({ row: row.row, fault: row.fault, cells });
  process.stdout.write(`${renderMatrixText(rows.slice(-1))}\n`);
}
await writeFile(join(results, 'matrix.md'), renderMatrixMarkdown(rows));
await writeFile(join(results, 'matrix.html'), renderMatrixHtml(rows));
await writeFile(join(results, 'matrix.json'), `${JSON.stringify(rows, null, 2)}\n`);
process.stdout.write(`kept in ${results}: matrix.md, matrix.html, matrix.json\n`);

/** Undefined where this fault cannot be had on this server, which the command itself says. */
async function runCell(row: FaultRow, column: ServerColumn): Promise<MatrixCell | undefined> {
  const name = `${row.row}-${column.name}`;
  const file = join(runs, `${name}.yaml`);
  const directory = join(runs, name);
  await writeFile(file, scenarioOf(row, column));
  const { exitCode, stderr } = await runCli(['run', file, '--out', directory, '--json']);
  if (exitCode > 3) {
    process.stdout.write(`${name}: skipped: ${stderr.trim().split('\n').at(0) ?? ''}\n`);
    return undefined;
  }
  const verdict = JSON.parse(await readFile(join(directory, 'verdict.json'), 'utf8')) as Verdict;
  const plan = JSON.parse(await readFile(join(directory, 'plan.json'), 'utf8')) as Plan;
  return matrixCell(verdict, plan.serviceLevel);
}

/** A program that is not ours but for the fault points; `script` speaks its protocol, if that is not the mix's. */
async function foreignServer(
  name: string,
  { file, path }: { readonly file: string; readonly path: string },
  script?: string,
): Promise<ServerColumn> {
  const port = await freePort();
  const module = fileURLToPath(new URL(file, import.meta.url));
  return {
    name,
    target: {
      command: [process.execPath, module, String(port), '300'],
      url: `ws://127.0.0.1:${String(port)}${path}`,
      hooks: 'ready-line',
    },
    ...(script === undefined ? {} : { script }),
  };
}
