/** One request as a script asks for it. */

export interface Call {
  readonly method: string;
  readonly url: unknown;
  readonly body?: unknown;
  readonly params?: unknown;
}
