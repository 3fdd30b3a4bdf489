/** `ws-chaos doctor`: what was found where, what can't run without what is missing, and how to get it. */

import { readFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import type { Command } from 'commander';
import { ChaosError, messageOf } from '../contracts/errors.ts';
import { findOnPath } from '../process/find-program.ts';
import { namespaceFlags } from './namespace.ts';
import type { Toolbox } from './toolbox.ts';
import type { VerbContext } from './verb.ts';

interface Finding {
  readonly what: string;
  readonly found: string | undefined;
  /** What is lost without it and what to do. */
  readonly without: string;
  /** Nothing runs without it. */
  readonly needed?: boolean;
  /** No machine has it: ws-chaos leaves it out. */
  readonly nowhere?: boolean;
}

export function addDoctorVerb(program: Command, { tools, streams, finish }: VerbContext): void {
  program
    .command('doctor')
    .description('show what was found where, and what cannot run here')
    .option('--json', 'as JSON')
    .action((flags: { json?: boolean }) =>
      finish(
        examine(tools).then((findings) => {
          const text =
            flags.json === true ? JSON.stringify(findings, null, 2) : findings.map(line).join('\n');
          streams.out.write(`${text}\n`);
          return findings.some(({ needed, found }) => needed && found === undefined) ? 2 : 0;
        }),
      ),
    );
}

async function examine(tools: Toolbox): Promise<readonly Finding[]> {
  const toxiproxy = lookForToxiproxy(tools);
  return [
    { what: 'Node', found: `${process.version} (${process.execPath})`, without: '', needed: true },
    { what: 'Toxiproxy server', ...toxiproxy, needed: true },
    {
      what: 'kernel tables',
      found: await readable('/proc/self/net/tcp'),
      without: 'reclaim of the descriptor (socketGone) cannot be seen; Linux has it',
    },
    { what: 'ss', found: onPath('ss'), without: 'install iproute2 for kernel-level faults' },
    {
      what: 'nft',
      found: onPath('nft'),
      without: 'install nftables for kernel-level faults',
    },
    {
      what: 'network namespaces',
      found: await namespaces(),
      without: 'kernel-level faults need nft, and root or unprivileged user namespaces',
    },
    {
      what: 'Chromium',
      found: onPath('chromium') ?? onPath('google-chrome'),
      without: 'the report is not opened by the tests',
    },
    { what: 'k6', ...(await lookForK6(tools)) },
    { what: 'descriptors', found: await descriptors(), without: 'raise ulimit -n for large loads' },
    {
      what: 'packet loss',
      found: undefined,
      without: 'not applied: what a network would lose is told by `plan` and the reports',
      nowhere: true,
    },
  ];
}

function lookForToxiproxy(tools: Toolbox): Pick<Finding, 'found' | 'without'> {
  try {
    const { path, how } = tools.findToxiproxy();
    return { found: `${path} (${how})`, without: '' };
  } catch (error) {
    const advice = error instanceof ChaosError ? (error.help ?? error.message) : String(error);
    return { found: undefined, without: `scenarios run only with --proxy none; ${advice}` };
  }
}

async function lookForK6(tools: Toolbox): Promise<Pick<Finding, 'found' | 'without'>> {
  const optional = 'optional, for --engine k6: scripts run in the embedded engine';
  try {
    const { path, how, version } = await tools.findK6();
    return { found: `${path} (${how}), ${version}`, without: '' };
  } catch (error) {
    const why = messageOf(error).split('\n', 1)[0] ?? '';
    return { found: undefined, without: `${why}; ${optional}` };
  }
}

function line({ what, found, without, nowhere }: Finding): string {
  if (nowhere === true) return `– ${what.padEnd(19)} ${without}`;
  const mark = found === undefined ? '✗' : '✓';
  return `${mark} ${what.padEnd(19)} ${found ?? `not found: ${without}`}`;
}

/** Tools of the administrator are not on everybody's PATH. */
function onPath(command: string): string | undefined {
  return findOnPath(command, [process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter));
}

async function readable(file: string): Promise<string | undefined> {
  return (await readFile(file).catch(() => undefined)) === undefined ? undefined : file;
}

async function namespaces(): Promise<string | undefined> {
  const flags = await namespaceFlags();
  return flags === undefined ? undefined : `unshare ${flags.join(' ')}`;
}

async function descriptors(): Promise<string | undefined> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const soft = /^Max open files\s+(\S+)/m.exec(limits)?.[1];
  return soft === undefined ? undefined : `${soft} a process`;
}
