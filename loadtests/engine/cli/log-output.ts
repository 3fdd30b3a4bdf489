/** Where the log of a load test goes, and how its lines look. */

import { fileOutput, type FileOutput } from '../outputs/file-output.ts';
import { OptionsError } from '../options/options-error.ts';
import type { LogLevel, LogSource } from '../run/run-context.ts';
import { wallMs } from '../timers.ts';
import type { LogFlags } from './load-flags.ts';

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export interface LogOutput {
  readonly write: (level: LogLevel, text: string, source?: LogSource) => void;
  /** Resolves when everything is written. */
  end(): Promise<void>;
}

interface Ports {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** Throws an OptionsError for a place that is none. */
export function openLog(flags: LogFlags, ports: Ports): LogOutput {
  const { take, file, least } = placeOf(flags.output, ports);
  const console = flags.consoleFile === undefined ? undefined : fileOutput(flags.consoleFile);
  const lowest = flags.isVerbose ? 'debug' : least;
  return {
    write: (level, text, source) => {
      if (levels.indexOf(level) < levels.indexOf(lowest)) return;
      const line = lineOf(flags.format, { level, text, source });
      if (source === 'console' && console !== undefined) console.write(line);
      else take(line);
    },
    end: async () => {
      await Promise.all([console?.end(), file?.end()]);
    },
  };
}

function placeOf(
  output: string,
  { stdout, stderr }: Ports,
): { take: (text: string) => void; file?: FileOutput; least: LogLevel } {
  const least = 'info';
  if (output === 'stderr') return { take: stderr, least };
  if (output === 'stdout') return { take: stdout, least };
  if (output === 'none') return { take: () => undefined, least };
  const [, path, wanted = least] = /^file=([^,]+)(?:,level=(\w+))?$/.exec(output) ?? [];
  const level = levels.find((each) => each === wanted.replace('warning', 'warn'));
  if (path === undefined || level === undefined)
    throw new OptionsError(
      `log output \`${output}\` is not stderr, stdout, none or file=PATH[,level=${levels.join('|')}]`,
      {
        code: 'CHAOS_ERR_USAGE',
        help: 'Write --log-output file=PATH, or leave it out for stderr.',
      },
    );
  const file = fileOutput(path);
  return { take: file.write.bind(file), file, least: level };
}

function lineOf(
  format: LogFlags['format'],
  { level, text, source }: { level: LogLevel; text: string; source: LogSource | undefined },
): string {
  if (format === 'raw') return `${text}\n`;
  if (format === 'text') return `${level.toUpperCase().padEnd(5)} ${text}\n`;
  const named = source === undefined ? {} : { source };
  const name = level === 'warn' ? 'warning' : level;
  const time = new Date(wallMs()).toISOString();
  return `${JSON.stringify({ level: name, msg: text, ...named, time })}\n`;
}
