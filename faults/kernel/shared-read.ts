/** One reading of something large for all who ask at about the same time. */

/**
 * Whoever asks gets a reading that began after the question: while one is under way, all who come share the next. A
 * reading that fails fails for those who share it.
 */
export function sharedRead<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  let next: Promise<Result> | undefined;
  const begin = (): Promise<Result> => {
    const reading = read().finally(() => {
      if (running === reading) running = undefined;
    });
    running = reading;
    return reading;
  };
  return () => {
    if (running === undefined) return begin();
    const start = (): Promise<Result> => {
      next = undefined;
      return begin();
    };
    return (next ??= running.then(start, start));
  };
}
