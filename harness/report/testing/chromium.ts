/** A real browser for tests of the report, where one is installed. */

import { existsSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Undefined where no Chromium is installed; `CHROMIUM` names another. */
export const chromiumPath = [process.env['CHROMIUM'], ...places].find(
  (path): path is string => path !== undefined && existsSync(path),
);

export interface Visit {
  readonly page: Page;
  /** Errors of the console and uncaught ones. */
  readonly errors: readonly string[];
  /** Everything it asked for, the page itself included. */
  readonly requests: readonly string[];
}

/** Opens `url` in a fresh profile, and takes the browser away after `look`. */
export async function visit(url: string, look: (visit: Visit) => Promise<void>): Promise<void> {
  await using profile = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-chromium-'));
  await using context = await chromium.launchPersistentContext(profile.path, {
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    headless: true,
    args: flags,
  });
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  await look({ page, errors, requests });
}
