/** Reporter `html`: report.html in the run directory. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reporter } from '../../contracts/reporter.ts';
import { renderPage } from './page.ts';

export function createHtmlReporter(): Reporter {
  return {
    name: 'html',
    onVerdict: (input) => writeFile(join(input.directory, 'report.html'), renderPage(input)),
  };
}
