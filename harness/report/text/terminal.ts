/** Reporter `terminal`: prints the summary, or with `--json` the verdict and where it lies. */

import type { Reporter } from '../../contracts/reporter.ts';
import { createPaint } from './paint.ts';
import { summaryLines } from './summary.ts';

export interface TerminalOptions {
  readonly out: NodeJS.WritableStream;
  readonly colours: boolean;
  readonly json: boolean;
}

export function createTerminalReporter({ out, colours, json }: TerminalOptions): Reporter {
  const paint = createPaint(colours);
  return {
    name: 'terminal',
    onVerdict: (input) => {
      const { verdict, directory, reproduce } = input;
      const text = json
        ? JSON.stringify({ ...verdict, directory, reproduce })
        : summaryLines(input, paint).join('\n');
      out.write(`${text}\n`);
      return Promise.resolve();
    },
  };
}
