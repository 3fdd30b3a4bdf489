/** Values of flags and variables: numbers, pairs, stages. All throw CHAOS_ERR_USAGE. */

import { ChaosError } from '../../../harness/contracts/errors.ts';

/** `5s:10` → `{ duration: '5s', target: 10 }`. */
export function stages(texts: readonly string[]): object[] {
  return texts.map((text) => {
    const [duration, target] = text.split(':');
    return { duration, target: whole(target, '--stage') };
  });
}

/** `NAME=value` each. */
export function pairs(texts: readonly string[], flag: string): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf('=');
      if (equals < 1) throw usage(`${flag} ${text} is not NAME=value`, `Write ${flag} NAME=value.`);
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}

export function whole(text: string | undefined, flag: string, least = 0): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && Number.isSafeInteger(number)) return number;
  const wanted = least === 0 ? 'a whole number' : `a whole number of at least ${least}`;
  throw usage(`${flag} ${text} is not ${wanted}`, `Give ${flag} ${wanted}.`);
}

/** One of these words, or nothing. */
export function oneOf<Word extends string>(
  text: string | undefined,
  words: readonly Word[],
  flag: string,
): Word | undefined {
  if (text === undefined) return undefined;
  const word = words.find((each) => each === text);
  if (word === undefined)
    throw usage(`${flag} cannot be ${text}`, `Give ${flag} one of ${words.join(', ')}.`);
  return word;
}

/** `full` shows bodies, too. */
export function httpDebug(text: string | undefined, flag: string): string | undefined {
  const word = oneOf(text, ['true', 'full', 'false'], flag);
  return word === 'false' ? undefined : word === 'true' ? 'headers' : word;
}

export function usage(message: string, help: string): ChaosError {
  return new ChaosError('CHAOS_ERR_USAGE', message, { help });
}
