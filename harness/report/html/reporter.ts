/** Reporter `html`: report.html in the run directory. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reporter } from '../../contracts/reporter.ts';
import { findBaseline } from '../baseline.ts';

export function createHtmlReporter(): Reporter {
  return {
    name: 'html',
    onVerdict: async (input) => {
      const { renderPage } = await import('./page.ts'); // it draws with libraries that are slow to load
      const page = renderPage(input, await findBaseline(input));
      await writeFile(join(input.directory, 'report.html'), page);
    },
  };
}
