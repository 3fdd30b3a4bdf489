/** The flags of every verb that makes a run: what it is made with, where it goes, how it is told. */

import { Option, type Command } from 'commander';
import { engineKinds, proxyKinds, type EngineKind, type ProxyKind } from './toolbox.ts';

export interface RunFlags {
  readonly out?: string;
  readonly engine: EngineKind;
  readonly proxy: ProxyKind;
  readonly json?: boolean;
}

/** @param outHelp where the run goes with `--out`, and without. */
export function addRunFlags(command: Command, outHelp: string): Command {
  return command
    .option('--out <dir>', outHelp)
    .addOption(
      new Option('--engine <name>', 'load engine').choices(engineKinds).default('embedded'),
    )
    .addOption(
      new Option('--proxy <name>', 'between load and tap').choices(proxyKinds).default('toxiproxy'),
    )
    .option('--json', 'the verdict as JSON on stdout, news on stderr');
}
