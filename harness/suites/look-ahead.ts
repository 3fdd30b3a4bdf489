/** Jobs that are waited for one after the other, with the next one already running: two cores, half the time. */

export type Job<Value> = () => Promise<Value>;

export interface LookAheadOptions {
  /** How many run at a time. */
  readonly width: number;
}

/**
 * The same jobs to be asked for by index. Asking for one starts it and those after it, up to `width` at a time;
 * each runs once. A job that fails rejects whoever asks for it, and nobody else.
 */
export function lookAhead<Value>(
  jobs: readonly Job<Value>[],
  { width }: LookAheadOptions,
): (index: number) => Promise<Value> {
  const started = new Map<number, Promise<Value>>();
  const start = (index: number): Promise<Value> | undefined => {
    const job = jobs[index];
    const running = started.get(index) ?? job?.();
    if (running === undefined || started.has(index)) return running;
    started.set(index, running);
    // Somebody asks later; until then a failure is nobody's.
    running.catch(() => undefined);
    return running;
  };
  return async (index) => {
    const asked = start(index);
    if (asked === undefined) throw new RangeError(`there is no job ${index}`);
    for (let next = index + 1; next < index + width; next += 1) void start(next);
    return asked;
  };
}

/** 1 when only some tests were asked for (`--grep`): what runs ahead might be for nobody. */
export function widthFor(argv: readonly string[], width: number): number {
  return argv.some((word) => /^(-g|-f|--grep|--fgrep)(=|$)/.test(word)) ? 1 : width;
}
