/** The real Toxiproxy server for tests: found as a run finds it, or the suite is skipped with the reason. */

import type { Context } from 'mocha';
import { findServer } from '../toxiproxy/find-server.ts';
import { messageOf } from '../../harness/contracts/errors.ts';

/** Its path. Skips the suite, by its title, where there is none. */
export function requireToxiproxy(suite: Context): string {
  try {
    return findServer().path;
  } catch (error) {
    const reason = messageOf(error);
    if (suite.test !== undefined) suite.test.title += ` (skipped: ${reason})`;
    return suite.skip();
  }
}
