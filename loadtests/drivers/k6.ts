/**
 * The user's own k6 as a load driver: the very same script, its samples and summary told as history events. Built
 * after k6's documentation and tested with a stand-in; it has not been run on a real k6 here.
 */

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../harness/contracts/clock.ts';
import type { LoadDriver, LoadRequest, RunningLoad } from '../../harness/contracts/load.ts';
import { withTimeLimit } from '../../harness/process/time-limit.ts';
import { k6Arguments, k6Environment, type K6Files } from './k6/command-line.ts';
import type { FoundK6 } from './k6/find-k6.ts';
import { K6Load } from './k6/k6-load.ts';
import { k6Version } from './k6/version.ts';
import { openLinePipe } from './k6/line-pipe.ts';
import { orderScript } from './script-order.ts';

/** Compiling, `setup` and the first second of users. */
const readyWithinMs = 90_000;

/** Drives `plan.load` with this k6; rejects with CHAOS_ERR_LOAD_* and the last lines k6 wrote. */
export function k6Driver(clock: Clock, { path }: FoundK6): LoadDriver {
  return {
    name: 'k6',
    start: async (request) => {
      const env = k6Environment(process.env);
      const version = await k6Version(path, env);
      const order = await orderScript(request);
      const files = filesIn(request);
      const removeFiles = async (which: 'opened' | 'all'): Promise<void> => {
        const { config, samples, summary } = files;
        const each = which === 'all' ? [config, samples, summary] : [config, samples];
        await Promise.all(each.map((file) => rm(file, { force: true })));
      };
      await removeFiles('all');
      await writeFile(files.config, JSON.stringify(order.defaults));
      const load = new K6Load({
        clock,
        request,
        version,
        readSummary: () => readSummary(files.summary),
        removeFiles,
      });
      const pipe = await openLinePipe(files.samples, (line) => {
        load.takeLine(line);
      });
      const command = { path, args: k6Arguments(order, files), env };
      await load.start(command, pipe).catch(async (error: unknown) => {
        await pipe.end();
        await removeFiles('all');
        throw error;
      });
      await ready(clock, load);
      return running(load);
    },
  };
}

function filesIn({ workDirectory }: LoadRequest): K6Files {
  return {
    config: join(workDirectory, 'k6-config.json'),
    samples: join(workDirectory, 'k6-samples.pipe'),
    summary: join(workDirectory, 'k6-summary.json'),
  };
}

/** Empty where k6 was killed before it wrote any. */
function readSummary(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

async function ready(clock: Clock, load: K6Load): Promise<void> {
  const onTimeout = (): Error =>
    load.problem('CHAOS_ERR_LOAD_START', `k6 reported nothing within ${readyWithinMs} ms`);
  try {
    await withTimeLimit(clock, { ms: readyWithinMs, onTimeout }, load.ready);
  } catch (error) {
    load.kill();
    await load.finished;
    throw error;
  }
}

function running(load: K6Load): RunningLoad {
  return {
    pid: load.pid,
    vanish: () =>
      Promise.reject(
        load.problem('CHAOS_ERR_FAULT_INJECT', 'a k6 cannot be told to drop single connections'),
      ),
    stop: (graceMs) => load.stop(graceMs),
    kill: () => {
      load.kill();
    },
  };
}
