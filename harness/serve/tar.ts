/** A directory's files as a tar stream (POSIX ustar), for downloads; flat, as run directories are. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

const block = 512;
/** A run bigger than this is not packed in memory. */
export const maxArchiveBytes = 512 * 1024 * 1024;

/** Chunks of the archive. Rejects with RangeError where the directory is too big. */
export async function* tarOf(directory: string): AsyncGenerator<Uint8Array> {
  const folder = basename(directory);
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  let total = 0;
  for (const name of names.toSorted()) {
    const { mtime, size } = await stat(join(directory, name));
    total += size;
    if (total > maxArchiveBytes) throw new RangeError(`${folder} is too big for an archive`);
    const content = await readFile(join(directory, name));
    yield header({ name: `${folder}/${name}`, size: content.length, mtime });
    yield content;
    yield Buffer.alloc((block - (content.length % block)) % block);
  }
  yield Buffer.alloc(2 * block);
}

function header(of: {
  readonly name: string;
  readonly size: number;
  readonly mtime: Date;
}): Buffer {
  const made = Buffer.alloc(block);
  made.write(of.name.slice(-100), 0, 'utf8');
  made.write('0000644\0', 100);
  made.write('0000000\0', 108);
  made.write('0000000\0', 116);
  made.write(`${octal(of.size, 11)}\0`, 124);
  made.write(`${octal(Math.floor(of.mtime.getTime() / 1000), 11)}\0`, 136);
  made.write('        ', 148); // the checksum counts as spaces while it is summed
  made.write('0', 156);
  made.write('ustar\u000000', 257);
  const sum = made.reduce((total, byte) => total + byte, 0);
  made.write(`${octal(sum, 6)}\0 `, 148);
  return made;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
