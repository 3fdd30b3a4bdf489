/** A named pipe that another program writes lines into: nothing is kept on disk, however long it runs. */

import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

export interface LinePipe {
  /** To be called when the writer is gone: resolves when the last of its lines has been handed on. */
  end(): Promise<void>;
}

/** Makes the pipe at this path. Rejects where there is no `mkfifo`. */
export async function openLinePipe(
  path: string,
  onLine: (line: string) => void,
): Promise<LinePipe> {
  await promisify(execFile)('mkfifo', ['-m', '600', path]);
  const reading = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  // as long as we could write ourselves, the pipe has no end, whenever the writer opens it
  const keepsOpen = openSync(path, constants.O_WRONLY);
  const socket = new Socket({ fd: reading, readable: true, writable: false });
  const lines = createInterface({ input: socket, crlfDelay: Infinity });
  lines.on('line', onLine);
  const ended = once(lines, 'close');
  let isOpen = true;
  return {
    end: async () => {
      if (isOpen) closeSync(keepsOpen);
      isOpen = false;
      await ended;
    },
  };
}
