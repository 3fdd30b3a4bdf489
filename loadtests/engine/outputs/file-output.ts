/** A text file that grows during the run, gzipped where its name says so. */

import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { createGzip } from 'node:zlib';

export interface FileOutput {
  write(text: string): void;
  /** Resolves when everything is in the file; rejects when it could not be written. */
  end(): Promise<void>;
}

export function fileOutput(path: string): FileOutput {
  const source = new PassThrough();
  const file = createWriteStream(path);
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
