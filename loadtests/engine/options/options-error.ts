/** The options of a test make no sense: it does not start (k6's exit code 104). */

import {
  ChaosError,
  type ErrorCode,
  type SourcePosition,
} from '../../../harness/contracts/errors.ts';

export interface OptionsErrorDetails {
  /** Where in the options: `scenarios.a.stages[0].target`, or its parts. */
  readonly at?: string | readonly string[];
  readonly code?: ErrorCode;
  readonly position?: SourcePosition;
  readonly help?: string;
}

const usualHelp = 'Correct the options of the script, or the flags and `K6_` variables beside it.';

export class OptionsError extends ChaosError {
  /** Names from the outermost option to the one that is meant; empty where it is none. */
  readonly path: readonly string[];

  constructor(message: string, details: OptionsErrorDetails = {}) {
    const { at = [], code = 'CHAOS_ERR_LOAD_SCRIPT', help = usualHelp, ...place } = details;
    super(code, message, { help, ...place });
    this.name = 'OptionsError';
    this.path = typeof at === 'string' ? at.split(/[.[\]]+/).filter(Boolean) : at;
  }

  /** What is wrong with one option, which the message begins with. */
  static of(field: string, what: string, help: string = usualHelp): OptionsError {
    return new OptionsError(`\`${field}\` ${what}`, { at: field, help });
  }

  at(position: SourcePosition): OptionsError {
    const { path, code, help = usualHelp } = this;
    return new OptionsError(this.message, { at: path, code, position, help });
  }
}
