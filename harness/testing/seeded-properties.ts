/** Properties under test roll the same dice every time, so that a red build is red again: mocha loads this first. */

import fc from 'fast-check';

/** `WS_CHAOS_TEST_SEED=<n>` explores elsewhere; a failure prints its own seed and path. */
const seed = Number(process.env['WS_CHAOS_TEST_SEED'] ?? 20_261_124);

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
