/** What `/proc` holds of a process's sockets, as text: the TCP tables of its namespace, and the sockets it has open. */

import { readdir, readFile, readlink } from 'node:fs/promises';

/** Of `folder`, as `/proc/4711`, or `/proc` for this process's own; empty texts where there are none. */
export async function tcpTables(folder: string): Promise<readonly string[]> {
  return Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`${folder}/net/${name}`, 'latin1').catch(() => '')),
  );
}

/** What its descriptors lead to, a socket as `socket:[4711]`; undefined where they cannot be seen. */
export async function openDescriptors(folder: string): Promise<ReadonlySet<string> | undefined> {
  const names = await readdir(`${folder}/fd`).catch(() => undefined);
  if (names === undefined) return undefined;
  return new Set(
    await Promise.all(names.map((name) => readlink(`${folder}/fd/${name}`).catch(() => ''))),
  );
}
