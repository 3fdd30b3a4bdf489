/** A text file that grows during the run, gzipped where its name says so. */

import { createWriteStream, openSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { createGzip } from 'node:zlib';
import { cannotWrite } from './writable.ts';

export interface FileOutput {
  write(text: string): void;
  /** Resolves when everything is in the file; rejects when it could not be written. */
  end(): Promise<void>;
}

/** Throws an OptionsError where there can be no such file. */
export function fileOutput(path: string): FileOutput {
  const source = new PassThrough();
  const file = createWriteStream(path, { fd: opened(path) });
  const done = path.endsWith('.gz') ? pipeline(source, createGzip(), file) : pipeline(source, file);
  done.catch(() => undefined);
  return {
    write: (text) => {
      source.write(text);
    },
    end: async () => {
      source.end();
      await done;
    },
  };
}

function opened(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    throw cannotWrite(path, error);
  }
}
