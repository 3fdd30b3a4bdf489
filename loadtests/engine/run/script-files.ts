/** `open()`: files beside the script, read once a process. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export class ScriptFiles {
  readonly #directory: string;
  readonly #cache = new Map<string, Buffer>();

  /** Relative paths resolve from the directory of the entry script. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Text, or an ArrayBuffer of one's own with mode `b`. Throws when it cannot be read. */
  open(path: string, mode?: string): string | ArrayBuffer {
    const bytes = this.bytes(path);
    return mode === 'b' ? new Uint8Array(bytes).buffer : bytes.toString('utf8');
  }

  /** What all users of the process share: not to be written to. Throws when it cannot be read. */
  bytes(path: string): Buffer {
    const absolute = path.startsWith('file:')
      ? fileURLToPath(path)
      : resolve(this.#directory, path);
    const known = this.#cache.get(absolute);
    if (known !== undefined) return known;
    const bytes = readFileSync(absolute);
    this.#cache.set(absolute, bytes);
    return bytes;
  }
}
