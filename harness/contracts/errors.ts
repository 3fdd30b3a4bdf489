/** Errors a user can meet. Every code has a section in `docs/errors.md`; a test holds the two together. */

export const errorCodes = [
  'CHAOS_ERR_USAGE',
  'CHAOS_ERR_SCENARIO_NOT_FOUND',
  'CHAOS_ERR_SCENARIO_SYNTAX',
  'CHAOS_ERR_SCENARIO_INVALID',
  'CHAOS_ERR_FAULT_UNKNOWN',
  'CHAOS_ERR_FAULT_SETTINGS',
  'CHAOS_ERR_FAULT_VICTIMS',
  'CHAOS_ERR_FAULT_NEEDS',
  'CHAOS_ERR_FAULT_INJECT',
  'CHAOS_ERR_HOST_NOT_ALLOWED',
  'CHAOS_ERR_TARGET_START',
  'CHAOS_ERR_TARGET_DIED',
  'CHAOS_ERR_TARGET_CONTROL',
  'CHAOS_ERR_TAP_START',
  'CHAOS_ERR_TAP_DIED',
  'CHAOS_ERR_TOXIPROXY_MISSING',
  'CHAOS_ERR_TOXIPROXY_START',
  'CHAOS_ERR_TOXIPROXY_DIED',
  'CHAOS_ERR_TOXIPROXY_TIMEOUT',
  'CHAOS_ERR_TOXIPROXY_CALL',
  'CHAOS_ERR_LOAD_SCRIPT',
  'CHAOS_ERR_LOAD_UNSUPPORTED',
  'CHAOS_ERR_LOAD_START',
  'CHAOS_ERR_LOAD_DIED',
  'CHAOS_ERR_RESULTS_NOT_WRITABLE',
  'CHAOS_ERR_RUN_UNREADABLE',
  'CHAOS_ERR_NOT_UNDONE',
  'CHAOS_ERR_TOOL_MISSING',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** A place in a file the user wrote. Lines and columns count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface ChaosErrorOptions {
  readonly cause?: unknown;
  readonly position?: SourcePosition;
  /** One imperative sentence: what the user can do about it. */
  readonly help?: string;
}

/** What was wrong, where, and what to do. `message` says what happened to what. */
export class ChaosError extends Error {
  readonly code: ErrorCode;
  readonly position: SourcePosition | undefined;
  readonly help: string | undefined;

  constructor(code: ErrorCode, message: string, options: ChaosErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ChaosError';
    this.code = code;
    this.position = options.position;
    this.help = options.help;
  }
}

/** `file:line:column`, as compilers print it. */
export function formatPosition(position: SourcePosition): string {
  const { file, line, column } = position;
  if (line === undefined) return file;
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}

/** As a user reads it: where, what (after `kind`, if it is of one), the code, and below it what to do. */
export function formatChaosError(error: ChaosError, kind = ''): string {
  const { code, message, position, help } = error;
  const place = position === undefined ? '' : `${formatPosition(position)}: `;
  const advice = help === undefined ? '' : `  → ${help}\n`;
  return `${place}${kind}${message} [${code}]\n${advice}`;
}

/** What was thrown, in words: an error's message, or whatever else it was as text. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
