/** How many users may run a script in threads of their own. */

/** A thread takes some 15 MB, and some 50 ms of processor time to start. */
export const mostThreads = 50;
