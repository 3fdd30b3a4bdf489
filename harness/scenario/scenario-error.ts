/** Everything that is wrong with a scenario file, at once: nobody wants to fix one line a try. */

import {
  ChaosError,
  formatPosition,
  type ErrorCode,
  type SourcePosition,
} from '../contracts/errors.ts';

/** Keys and indexes from the top of the document. */
export type Path = readonly (string | number)[];

/** One thing wrong with a document, before it is known where that lies in the file. */
export interface Problem {
  readonly code: ErrorCode;
  readonly path: Path;
  /** The field's name is wrong, and not what it holds. */
  readonly atKey?: boolean;
  readonly message: string;
  readonly help?: string;
}

/**
 * `errors` holds each problem as a ChaosError of its own, in the order of the file, never empty. Code,
 * position and help are the first one's; the message tells them all.
 */
export class ScenarioError extends ChaosError {
  readonly errors: readonly ChaosError[];

  constructor(file: string, errors: readonly [ChaosError, ...ChaosError[]]) {
    const [first] = errors;
    super(first.code, errors.length === 1 ? first.message : listed(file, errors), {
      ...(first.cause === undefined ? {} : { cause: first.cause }),
      ...(first.position === undefined ? {} : { position: first.position }),
      ...(first.help === undefined ? {} : { help: first.help }),
    });
    this.name = 'ScenarioError';
    this.errors = errors;
  }
}

/** Puts a place to each problem and sorts them as the file runs. */
export function toScenarioError(
  file: string,
  problems: readonly [Problem, ...Problem[]],
  locate: (path: Path, atKey: boolean) => SourcePosition,
): ScenarioError {
  const errors = problems
    .map(({ code, path, atKey, message, help }) => {
      const position = locate(path, atKey ?? false);
      return new ChaosError(code, message, { position, ...(help === undefined ? {} : { help }) });
    })
    .toSorted((a, b) => placeOf(a) - placeOf(b));
  return new ScenarioError(file, errors as [ChaosError, ...ChaosError[]]);
}

/** `faults.0.at`, as `--set` writes it. */
export function formatPath(path: Path): string {
  return path.join('.');
}

function listed(file: string, errors: readonly ChaosError[]): string {
  const lines = errors.map(({ message, position, help }) => {
    const place = position === undefined ? file : formatPosition(position);
    return `  ${place}: ${message}${help === undefined ? '' : ` ${help}`}`;
  });
  return [`${errors.length} problems in ${file}`, ...lines].join('\n');
}

function placeOf({ position }: ChaosError): number {
  return (position?.line ?? 0) * 10_000 + (position?.column ?? 0);
}
