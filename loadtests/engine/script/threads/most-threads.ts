/** How many users may run a script in threads of their own. */

/** A thread takes some ten megabytes and a tenth of a second to start. */
export const mostThreads = 50;
