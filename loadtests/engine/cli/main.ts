/** The load generator on its own: `node loadtests/engine/cli/main.ts script.ts [flags]`. */

import { ChaosError } from '../../../harness/contracts/errors.ts';
import { runLoad } from './run-load.ts';

const usageExit = 254;

try {
  process.exitCode = await runLoad(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ChaosError)) throw error;
  process.stderr.write(`${error.message}\n${error.help ?? ''}\n`);
  process.exitCode = usageExit;
}
