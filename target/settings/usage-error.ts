/** What is wrong with the command line; `message` is one line for people. */
export class UsageError extends Error {}
