/** How often this process has spoken to a server directly, as the kernel counted at the server's own sockets. */

import { listeningPortsOf } from './listening-port.ts';
import { openDescriptors } from './proc-tables.ts';
import { askTool } from './tool-shell.ts';
import { filterFor, ssRows } from './ss-rows.ts';

/** Pieces of data that came in, by socket; undefined where the kernel cannot be asked. */
export type QuestionsHeard = ReadonlyMap<string, number>;

/** Of the sockets whose other end is one of this process: they are few, however many the server has. */
export async function questionsHeard(serverPid: number): Promise<QuestionsHeard | undefined> {
  try {
    const own = await openDescriptors('/proc/self');
    const ports = await listeningPortsOf(serverPid);
    if (own === undefined || ports.length === 0) return undefined;
    return new Map((await Promise.all(ports.map((port) => heardAt(port, own)))).flat());
  } catch {
    return undefined;
  }
}

/** What came in between two looks. A socket that was not there before counts whole. */
export function heardSince(before: QuestionsHeard, now: QuestionsHeard): number {
  let heard = 0;
  for (const [socket, pieces] of now) heard += Math.max(0, pieces - (before.get(socket) ?? 0));
  return heard;
}

async function heardAt(
  port: number,
  own: ReadonlySet<string>,
): Promise<readonly (readonly [string, number])[]> {
  const rows = await ssRows({ side: 'remote', port });
  const ours = rows.flatMap(({ inode, localPort }) =>
    own.has(`socket:[${inode}]`) ? localPort : [],
  );
  if (ours.length === 0) return [];
  const filter = filterFor('local', port, ours);
  const args = ['-t', '-i', '-O', '-H', '-n', 'state', 'established', filter];
  return read(await askTool('ss', args, 'Install iproute2.'), new Set(ours));
}

/** Rows of `ss -tiOHn state established`: `recv-q send-q local peer … data_segs_in:N …`, by the port of the peer. */
export function read(
  text: string,
  peers: ReadonlySet<number>,
): readonly (readonly [string, number])[] {
  return text.split('\n').flatMap((row) => {
    const [, , local = '', peer = ''] = row.trim().split(/\s+/, 4);
    if (!peers.has(Number(peer.slice(peer.lastIndexOf(':') + 1)))) return [];
    const [, pieces = '0'] = /\bdata_segs_in:(\d+)/.exec(row) ?? [];
    return [[`${local} ${peer}`, Number(pieces)] as const];
  });
}
