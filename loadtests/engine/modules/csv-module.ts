/** `k6/experimental/csv`: whole files as shared arrays, or record by record. */

import type { VirtualUser } from '../user/virtual-user.ts';
import { csvOptions, csvRecords } from './csv-records.ts';
import { sharedArrayOf } from './data-module.ts';
import { ScriptFile } from './fs-module.ts';

export function csvModule(user: VirtualUser): Record<string, unknown> {
  return {
    parse: async (file: unknown, options?: unknown) =>
      Promise.resolve(parse(user, fileOf(file), options)),
    Parser,
  };
}

/** One array a process for the same file and options. */
function parse(user: VirtualUser, file: ScriptFile, raw: unknown): unknown {
  if (user.phase !== 'init') throw new Error('csv.parse() is only available in the init context');
  const options = csvOptions(raw);
  const { sharedArrays } = user.context;
  const name = `csv ${file.path} ${JSON.stringify(options)}`;
  const known = sharedArrays.get(name);
  if (known !== undefined) return known;
  const records = [...csvRecords(file.text(), options)].map((each) => JSON.stringify(each));
  const array = sharedArrayOf(name, records);
  sharedArrays.set(name, array);
  return array;
}

class Parser {
  readonly #records: Iterator<unknown, undefined>;

  constructor(file: unknown, options?: unknown) {
    this.#records = csvRecords(fileOf(file).text(), csvOptions(options))[Symbol.iterator]();
  }

  async next(): Promise<{ done: boolean; value: unknown }> {
    const { done, value } = this.#records.next();
    return Promise.resolve({ done: done === true, value });
  }
}

function fileOf(file: unknown): ScriptFile {
  if (file instanceof ScriptFile) return file;
  throw new TypeError('expected a file of k6/experimental/fs');
}
