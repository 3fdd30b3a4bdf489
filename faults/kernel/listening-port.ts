/** Whether a process itself listens on a port, and not some other process that was there before it. */

import { readdir, readFile, readlink } from 'node:fs/promises';

const listening = '0A';

/** Undefined where there is no `/proc` to ask. */
export async function ownsListeningPort(pid: number, port: number): Promise<boolean | undefined> {
  const folder = `/proc/${pid}`;
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`${folder}/net/${name}`, 'latin1').catch(() => '')),
  );
  if (tables.every((table) => table === '')) return undefined;
  const inodes = new Set(tables.flatMap((table) => listeningInodes(table, port)));
  const descriptors = await readdir(`${folder}/fd`).catch(() => []);
  const links = await Promise.all(
    descriptors.map((name) => readlink(`${folder}/fd/${name}`).catch(() => '')),
  );
  return links.some((link) => inodes.has(link));
}

/** As descriptors name them: `socket:[4711]`. */
function listeningInodes(table: string, port: number): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === listening && local.endsWith(suffix) ? [`socket:[${inode ?? ''}]`] : [];
  });
}
