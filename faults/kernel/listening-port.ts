/** Whether a process itself listens on a port, and not some other process that was there before it. */

import { existsSync } from 'node:fs';
import { openDescriptors } from './proc-tables.ts';
import { socketRows } from './socket-rows.ts';

/** Undefined where there is no `/proc` to ask. */
export async function ownsListeningPort(pid: number, port: number): Promise<boolean | undefined> {
  const folder = `/proc/${pid}`;
  if (!existsSync(`${folder}/net/tcp`)) return undefined;
  const held = await openDescriptors(folder);
  const rows = await socketRows(folder, { side: 'local', port });
  return rows.some(
    ({ state, inode }) => state === 'listening' && held?.has(`socket:[${inode}]`) === true,
  );
}
