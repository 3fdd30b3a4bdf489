/** The command line: verbs, help, and how a verb's end becomes the exit code of the process. */

import { Command, CommanderError } from 'commander';
import { exitCodes } from '../contracts/verdict.ts';
import { addCompareVerb } from './compare-verb.ts';
import { addDoctorVerb } from './doctor-verb.ts';
import { addHealVerb } from './heal-verb.ts';
import { addListVerb } from './list-verb.ts';
import { addLoadVerb } from './load-verb.ts';
import { addPlanVerb, addValidateVerb } from './plan-verb.ts';
import { exitCodeOf, formatError } from './print-error.ts';
import { addRunVerb } from './run-verb.ts';
import { addServeVerb } from './serve-verb.ts';
import { addShrinkVerb } from './shrink-verb.ts';
import { addCheckVerb, addReplayVerb, addReportVerb } from './stored-run-verbs.ts';
import { addTourVerb } from './tour-verb.ts';
import type { Streams, Toolbox } from './toolbox.ts';
import type { VerbContext } from './verb.ts';
import { ownVersion } from './version.ts';

const verbs = [
  addRunVerb,
  addPlanVerb,
  addValidateVerb,
  addCheckVerb,
  addReplayVerb,
  addReportVerb,
  addCompareVerb,
  addShrinkVerb,
  addTourVerb,
  addServeVerb,
  addLoadVerb,
  addListVerb,
  addDoctorVerb,
  addHealVerb,
];

const exitCodeHelp = `
Exit codes: 0 pass · 1 fail · 2 unknown · 3 stopped by a guard · 4 something could not be undone ·
130 interrupted and undone · 254 bad arguments or scenario · 255 internal error`;

/** Parses `argv` (without node and script) and resolves to the exit code; never rejects. */
export async function runProgram(
  argv: readonly string[],
  tools: Toolbox,
  streams: Streams,
): Promise<number> {
  let exitCode: number = exitCodes.pass;
  const finish = async (verb: Promise<number>): Promise<void> => {
    exitCode = await verb.catch((error: unknown) => {
      streams.err.write(formatError(error));
      return exitCodeOf(error);
    });
  };
  const program = programOf({ tools, streams, finish });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
  }
  return exitCode;
}

/** Every verb with its flags; nothing is run before it is given words to parse. */
export function programOf(context: VerbContext): Command {
  const { streams } = context;
  const program = new Command('ws-chaos')
    .description('Chaos harness and load generator for WebSocket servers')
    .configureOutput({
      writeOut: (text) => streams.out.write(text),
      writeErr: (text) => streams.err.write(text),
    })
    .showHelpAfterError('(--help shows what can be said)')
    .version(ownVersion(), '-V, --version', 'print which ws-chaos this is')
    .enablePositionalOptions()
    .exitOverride()
    .addHelpText('after', exitCodeHelp);
  for (const add of verbs) add(program, context);
  return program;
}
