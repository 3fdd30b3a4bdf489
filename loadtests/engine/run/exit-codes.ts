/** Exit codes of a load test, as k6 gives them. */
export const loadExitCodes = {
  ok: 0,
  thresholdsFailed: 99,
  setupTimeout: 100,
  teardownTimeout: 101,
  summaryTimeout: 102,
  invalidOptions: 104,
  interrupted: 105,
  scriptException: 107,
  aborted: 108,
  markedFailed: 110,
} as const;

export type LoadExitCode = (typeof loadExitCodes)[keyof typeof loadExitCodes];
