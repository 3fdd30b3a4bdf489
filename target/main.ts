/** `node target/main.ts --policy graduated --port 0`: runs the reference server until SIGTERM; `--help` lists the flags. */

import type { ReadyLine } from './protocol.ts';
import { parseFlags } from './settings/parse-flags.ts';
import { UsageError } from './settings/usage-error.ts';
import { usageText } from './settings/usage-text.ts';
import { startServer } from './start-server.ts';

const exitUsage = 254;

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usageText());
    return;
  }
  const server = await startServer(parseFlags(args));
  const ready: ReadyLine = {
    ready: true,
    url: server.url,
    admin: server.adminUrl,
    token: server.token,
    pid: process.pid,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  const stop = (): void => {
    void server.drain().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`target: ${message}\n`);
  process.exit(error instanceof UsageError ? exitUsage : 1);
});
