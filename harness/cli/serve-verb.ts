/** `ws-chaos serve`: browse the runs under `results/`. */

import { once } from 'node:events';
import { InvalidArgumentError, type Command } from 'commander';
import { serveResults } from '../serve/serve-results.ts';
import { integer } from './scenario-options.ts';
import type { VerbContext } from './verb.ts';

export function addServeVerb(program: Command, { streams, finish }: VerbContext): void {
  program
    .command('serve')
    .description('browse runs in a web browser, on this machine only')
    .argument('[directory]', 'where the runs are', 'results')
    .option('--port <n>', 'port; a free one without it', port, 0)
    .action((directory: string, { port }: { port: number }) =>
      finish(serve({ directory, port, streams })),
    );
}

function port(text: string): number {
  const value = integer(text);
  if (value > 65_535) throw new InvalidArgumentError('Give a port from 0 to 65535.');
  return value;
}

async function serve(options: {
  directory: string;
  port: number;
  streams: VerbContext['streams'];
}): Promise<number> {
  const server = await serveResults(options);
  options.streams.out.write(`${server.url} (Ctrl-C ends it)\n`);
  await once(process, 'SIGINT');
  await server.close();
  return 0;
}
