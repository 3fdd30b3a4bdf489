/** Where a process itself listens, and not some other process that was there before it. */

import { existsSync } from 'node:fs';
import { openDescriptors } from './proc-tables.ts';
import { socketRows } from './socket-rows.ts';
import { ssListening } from './ss-rows.ts';

/** Whether it listens on `port`; undefined where there is no `/proc` to ask. */
export async function ownsListeningPort(pid: number, port: number): Promise<boolean | undefined> {
  const folder = `/proc/${pid}`;
  if (!existsSync(`${folder}/net/tcp`)) return undefined;
  const held = await openDescriptors(folder);
  const rows = await socketRows(folder, { side: 'local', port });
  return rows.some(
    ({ state, inode }) => state === 'listening' && held?.has(`socket:[${inode}]`) === true,
  );
}

/** All its ports in the namespace of this process; none where they cannot be seen. Rejects where there is no `ss`. */
export async function listeningPortsOf(pid: number): Promise<readonly number[]> {
  const [held, rows] = await Promise.all([openDescriptors(`/proc/${pid}`), ssListening()]);
  const ports = rows.flatMap(({ inode, localPort }) =>
    held?.has(`socket:[${inode}]`) === true ? localPort : [],
  );
  return [...new Set(ports)];
}
