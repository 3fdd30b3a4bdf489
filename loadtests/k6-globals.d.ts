/** What k6 gives every script and `@types/k6` does not declare. */

declare const console: Readonly<
  Record<'log' | 'info' | 'warn' | 'error' | 'debug', (...values: unknown[]) => void>
>;
declare function setTimeout<Args extends unknown[]>(
  callback: (...args: Args) => void,
  delayMs?: number,
  ...args: Args
): number;
declare function setInterval<Args extends unknown[]>(
  callback: (...args: Args) => void,
  delayMs?: number,
  ...args: Args
): number;
declare function clearTimeout(id?: number): void;
declare function clearInterval(id?: number): void;
