/** Whether a process itself listens on a port, and not some other process that was there before it. */

import { openDescriptors, tcpTables } from './proc-tables.ts';

const listening = '0A';

/** Undefined where there is no `/proc` to ask. */
export async function ownsListeningPort(pid: number, port: number): Promise<boolean | undefined> {
  const folder = `/proc/${pid}`;
  const tables = await tcpTables(folder);
  if (tables.every((table) => table === '')) return undefined;
  const held = await openDescriptors(folder);
  return tables.some((table) => listeningInodes(table, port).some((inode) => held?.has(inode)));
}

/** As descriptors name them: `socket:[4711]`. */
function listeningInodes(table: string, port: number): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === listening && local.endsWith(suffix) ? [`socket:[${inode ?? ''}]`] : [];
  });
}
