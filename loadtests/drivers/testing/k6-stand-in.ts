/**
 * A program with the documented command line and output of a k6, for tests only. It is no k6: it refuses flags that k6's
 * documentation does not name, really runs the script on our own engine, and can be told by `STAND_IN` to misbehave:
 * `refuse` (exit 104), `crash` (after its first sample), `deaf` (to SIGINT), `drop` (loses one message of its samples).
 */

import { createReadStream, createWriteStream, openSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { runLoad } from '../../engine/cli/run-load.ts';

const misbehaviour = process.env['STAND_IN'] ?? '';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: true,
  options: {
    quiet: { type: 'boolean' },
    'no-color': { type: 'boolean' },
    'no-usage-report': { type: 'boolean' },
    config: { type: 'string', short: 'c' },
    'log-format': { type: 'string' },
    out: { type: 'string', multiple: true },
    'summary-export': { type: 'string' },
    env: { type: 'string', short: 'e', multiple: true },
  },
});

function log(level: string, msg: string): void {
  const line = JSON.stringify({ level, msg, source: 'console', time: new Date().toISOString() });
  process.stderr.write(`${values['log-format'] === 'json' ? line : msg}\n`);
}

/** One sample, then a crash as a Go program dies: plain text and an exit code. */
function crash(file: string): never {
  const time = new Date().toISOString();
  const point = { metric: 'vus', type: 'Point', data: { time, value: 1, tags: null } };
  writeSync(openSync(file, 'w'), `${JSON.stringify(point)}\n`);
  process.stderr.write('panic: runtime error: invalid memory address\ngoroutine 1 [running]:\n');
  process.exit(109);
}

/** Everything but the first received message. */
async function copyWithoutOne(from: string, to: string): Promise<void> {
  const target = createWriteStream(to);
  let isDropped = false;
  for await (const line of createInterface({ input: createReadStream(from) })) {
    const isReceived = line.includes('"metric":"ws_msgs_received"') && line.includes('"Point"');
    const isLost: boolean = isReceived && !isDropped;
    isDropped ||= isLost;
    if (!isLost) target.write(`${line}\n`);
  }
  await new Promise((resolve) => target.end(resolve));
}

async function run(script: string): Promise<number> {
  const file = (values.out?.[0] ?? '').replace(/^json=/, '');
  if (process.env['K6_AUTO_EXTENSION_RESOLUTION'] !== 'false') return refuse('extensions are on');
  if (values['no-usage-report'] !== true) return refuse('it would phone home');
  if (misbehaviour === 'refuse') return refuse('strconv.ParseInt: parsing "many": invalid syntax');
  if (misbehaviour === 'crash') crash(file);

  if (misbehaviour === 'deaf') ignoreInterrupts();
  if (misbehaviour !== 'drop') return runScript(script, file);
  const code = await runScript(script, `${file}.all`);
  await copyWithoutOne(`${file}.all`, file);
  await rm(`${file}.all`);
  return code;
}

/** Our own engine does the work. */
function runScript(script: string, samples: string): Promise<number> {
  const { config, 'summary-export': summary } = values;
  const argv = [
    ...['run', '--quiet', '--out', `json=${samples}`],
    ...(config === undefined ? [] : ['--config', config]),
    ...(summary === undefined ? [] : ['--summary-export', summary]),
    ...(values.env ?? []).flatMap((pair) => ['-e', pair]),
    script,
  ];
  return runLoad(argv, {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => {
      const [, level = 'info', message = text] = /^(\w+) +([^]*?)\n$/.exec(text) ?? [];
      log(level.toLowerCase(), message);
    },
    env: process.env,
  });
}

function refuse(why: string): number {
  log('error', why);
  return 104;
}

/** Handlers set later would run, too: there are none for a signal nobody emits. */
function ignoreInterrupts(): void {
  process.on('SIGINT', () => undefined);
  const add = process.once.bind(process);
  process.once = ((name: string, listener: () => void) =>
    name === 'SIGINT' ? process : add(name, listener)) as typeof process.once;
}

if (positionals[0] === 'version') process.stdout.write('k6 v2.2.0 (stand-in)\n');
else if (positionals[0] === 'run') process.exit(await run(positionals[1] ?? ''));
else process.exit(255);
