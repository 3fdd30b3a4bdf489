/** The sockets of a port: from the kernel's tables while these are short, else by `ss`, which has the kernel choose. */

import { readFile, readlink } from 'node:fs/promises';
import { tcpTables } from './proc-tables.ts';
import type { PortOnSide, SocketRow } from './socket-row.ts';
import { ssRows } from './ss-rows.ts';
import { tableRows } from './table-rows.ts';

/** A table comes in pieces of some 27 rows, each of which costs a turn of the loop; a process costs as much as so many. */
const shortRows = 2000;

let isSsThere = true;

/**
 * In the network namespace of `folder`, as `/proc/4711`, or `/proc` for this process's own; empty where there is no `/proc`.
 * Up to so many sockets, of whatever port, are `few`.
 */
export async function socketRows(
  folder: string,
  of: PortOnSide,
  few: number = shortRows,
): Promise<readonly SocketRow[]> {
  const rows = await whereTablesAreLong(folder, () => ssRows(of), few);
  return rows ?? (await tcpTables(folder)).flatMap((table) => [...tableRows(table, of)]);
}

/** What `ask` has from `ss`; undefined where the tables are the better way, or the only one. */
export async function whereTablesAreLong<Answer>(
  folder: string,
  ask: () => Promise<Answer>,
  few: number = shortRows,
): Promise<Answer | undefined> {
  if (!isSsThere || (await countSockets(folder)) <= few || !(await isOurNamespace(folder)))
    return undefined;
  const answer = await ask().catch(() => undefined);
  isSsThere = answer !== undefined;
  return answer;
}

/** `TCP: inuse 148 orphan 0 tw 20078 …`, and for IPv6 `TCP6: inuse 3`. */
async function countSockets(folder: string): Promise<number> {
  const texts = await Promise.all(
    ['sockstat', 'sockstat6'].map((name) =>
      readFile(`${folder}/net/${name}`, 'latin1').catch(() => ''),
    ),
  );
  const counts = texts.join('').match(/(?<=^TCP6?:.*\b(?:inuse|tw) )\d+/gm) ?? [];
  return counts.reduce((sum, count) => sum + Number(count), 0);
}

/** A server may have been started in a namespace of its own. */
async function isOurNamespace(folder: string): Promise<boolean> {
  if (folder === '/proc') return true;
  const [theirs, ours] = await Promise.all(
    [folder, '/proc/self'].map((of) => readlink(`${of}/ns/net`).catch(() => of)),
  );
  return theirs === ours;
}
