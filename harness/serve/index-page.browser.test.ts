import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { writeIndex } from './index-page.ts';
import { serveResults } from './serve-results.ts';

const browser = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));

async function addRun(
  root: string,
  name: string,
  { outcome, unjudged = 0 }: { outcome: string; unjudged?: number },
): Promise<void> {
  const directory = join(root, 'a <b> storm', name);
  await mkdir(directory, { recursive: true });
  const level = { judge: 'slotFree', reclaimWithinMs: 4000 };
  const target = { policy: outcome === 'pass' ? 'graduated' : 'conservative' };
  const plan = { scenario: 'a <b> storm', seed: 7, hash: 'abc', target, serviceLevel: level };
  const verdict = {
    outcome,
    ended: 'completed',
    matrix: {
      zombies: { injected: 5, reclaimed: 4, late: 0, never: 1, unjudged },
      healthy: { kept: 15, killed: 0 },
    },
    reclaim: { slotFree: { max: 1200 } },
    checks: [{ name: 'zombies-reclaimed', outcome }],
  };
  await writeFile(join(directory, 'plan.json'), JSON.stringify(plan));
  await writeFile(join(directory, 'verdict.json'), JSON.stringify(verdict));
  await writeFile(join(directory, 'report.html'), `<title>report of ${name}</title>`);
}

describe('the index of runs in Chromium', function () {
  this.timeout(60_000);
  before(function () {
    // Skipped where no Chromium is installed: `apt-get install chromium`.
    if (browser === undefined) this.skip();
  });

  async function open(
    use: (root: string, page: Page, errors: string[]) => Promise<void>,
  ): Promise<void> {
    await using home = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-index-'));
    const root = join(home.path, 'results');
    await addRun(root, 'one #1', { outcome: 'fail' });
    await addRun(root, 'two?', { outcome: 'pass' });
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
    await using context = await chromium.launchPersistentContext(join(home.path, 'profile'), {
      ...(browser === undefined ? {} : { executablePath: browser }),
      args,
    });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('console', (message) => errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    await use(root, page, errors);
  }

  it('filters, compares, and leads to the report, served', async () => {
    await open(async (root, page, errors) => {
      const server = await serveResults({ directory: root, port: 0 });
      await page.goto(server.url);
      const rows = page.locator('#runs tbody tr');
      expect(await rows.count()).to.equal(2);
      await page.uncheck('input[value=fail]');
      expect(await rows.count()).to.equal(1);
      await page.check('input[value=fail]');
      await page.fill('#find', 'conservative zombies');
      expect(await rows.count()).to.equal(1);
      await page.fill('#find', '');
      for (const box of await page.locator('#runs input').all()) await box.check();
      expect(await page.textContent('#comparison'))
        .to.contain('≠ outcome')
        .and.contain('= seed');
      await page.locator('#runs a:text-is("a <b> storm")').first().click();
      await page.waitForURL(/report\.html$/);
      expect(await page.title()).to.match(/^report of (one #1|two\?)$/);
      expect(errors).to.deep.equal([]);
      await server.close();
    });
  });

  it('does not hide the zombies that a run could not judge', async () => {
    await open(async (root, page) => {
      await addRun(root, 'three', { outcome: 'unknown', unjudged: 3 });
      await page.goto(pathToFileURL(await writeIndex(root)).href);
      expect(await page.getByText('4 / 0 / 1 (3 not judged)').count()).to.equal(1);
      expect(await page.getByText('not judged').count()).to.equal(1);
    });
  });

  it('leads to the report from a file', async () => {
    await open(async (root, page, errors) => {
      await page.goto(pathToFileURL(await writeIndex(root)).href);
      await page.locator('#runs a:text-is("a <b> storm")').first().click();
      await page.waitForURL(/report\.html$/);
      expect(await page.title()).to.match(/^report of /);
      expect(errors).to.deep.equal([]);
    });
  });
});
