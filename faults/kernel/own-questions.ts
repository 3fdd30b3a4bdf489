/** How often this process has spoken to a server directly, as the kernel counted at the server's own sockets. */

import { runTool } from './run-tool.ts';

/** Pieces of data that came in, by socket; undefined where the kernel cannot be asked. */
export type QuestionsHeard = ReadonlyMap<string, number>;

/** Sockets of process `serverPid` whose other end is a socket of this process. */
export async function questionsHeard(serverPid: number): Promise<QuestionsHeard | undefined> {
  try {
    const args = ['-t', '-i', '-O', '-H', '-n', '-p', 'state', 'established'];
    return read(await runTool('ss', args, { help: 'Install iproute2.' }), {
      serverPid,
      ownPid: process.pid,
    });
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

/** Rows of `ss -tiOHnp`: `recv-q send-q local peer users:((…pid=N…)) … data_segs_in:N …`. */
export function read(
  text: string,
  { serverPid, ownPid }: { readonly serverPid: number; readonly ownPid: number },
): QuestionsHeard {
  const own = new Set<string>();
  const ofServer = new Map<string, { readonly peer: string; readonly pieces: number }>();
  for (const row of text.split('\n')) {
    const [, , local = '', peer = ''] = row.trim().split(/\s+/, 4);
    if (row.includes(`pid=${ownPid},`)) own.add(`${local} ${peer}`);
    if (!row.includes(`pid=${serverPid},`)) continue;
    const [, pieces = '0'] = /\bdata_segs_in:(\d+)/.exec(row) ?? [];
    ofServer.set(`${local} ${peer}`, { peer: `${peer} ${local}`, pieces: Number(pieces) });
  }
  const heard = new Map<string, number>();
  for (const [socket, { peer, pieces }] of ofServer) if (own.has(peer)) heard.set(socket, pieces);
  return heard;
}
