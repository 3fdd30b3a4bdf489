/** `ws-chaos load`: the load engine on its own, with k6's flags and exit codes. */

import type { Command } from 'commander';
import type { VerbContext } from './verb.ts';

/** The flags are the engine's to read, `--help` too: they are k6's, and not described twice. */
export function addLoadVerb(program: Command, { tools, finish }: VerbContext): void {
  program
    .command('load')
    .description('run a k6-API script as a load generator (k6 flags and exit codes)')
    .helpOption(false)
    .argument('[words...]', 'script and flags; `load check script.ts` says how it would run')
    .allowUnknownOption()
    .allowExcessArguments()
    .passThroughOptions()
    .action((words: readonly string[]) => finish(tools.runLoad(words)));
}
