/** Files a test is to write, tried before it: one of hours must not end without them. */

import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '../../../harness/contracts/errors.ts';
import { OptionsError } from '../options/options-error.ts';

export function cannotWrite(path: string, cause: unknown): OptionsError {
  return new OptionsError(`cannot write ${path}: ${messageOf(cause)}`, {
    code: 'CHAOS_ERR_RESULTS_NOT_WRITABLE',
    help: 'Name a file in a directory that is there and can be written to.',
  });
}

/** Makes no file. Throws an OptionsError where there can be no such file. */
export function assertWritable(path: string): void {
  const isThere = statSync(path, { throwIfNoEntry: false });
  if (isThere?.isDirectory() === true) throw cannotWrite(path, 'it is a directory');
  try {
    accessSync(isThere === undefined ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}
