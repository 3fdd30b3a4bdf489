/** A stream that keeps what is written to it. */

import { Writable } from 'node:stream';

export interface Collector extends Writable {
  readonly columns: number;
  text(): string;
}

export function collector(columns = 80): Collector {
  const parts: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _encoding, done) => {
      parts.push(chunk.toString());
      done();
    },
  });
  return Object.assign(stream, { columns, text: () => parts.join('') });
}
