import { expect } from 'chai';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromiumPath, visit, type Visit } from '../testing/chromium.ts';
import type { SampleKind } from '../testing/sample-clock.ts';
import { sampleRun } from '../testing/sample-run.ts';
import { createHtmlReporter } from './reporter.ts';

async function openReport(kind: SampleKind, look: (visit: Visit) => Promise<void>): Promise<void> {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-report-'));
  await createHtmlReporter().onVerdict?.(sampleRun(kind, directory.path));
  await visit(pathToFileURL(join(directory.path, 'report.html')).href, look);
}

describe('report.html in Chromium', function () {
  before(function () {
    // Skipped where no Chromium is installed: `apt-get install chromium`, or name one in CHROMIUM.
    if (chromiumPath === undefined) this.skip();
  });

  it('opens from a file without an error or a request, the matrix in sight', async () => {
    await openReport('bad', async ({ page, errors, requests }) => {
      await page.waitForSelector('#table tbody tr');
      await page.waitForSelector('#matrix .cell.fail', { state: 'visible' });
      expect(errors).to.deep.equal([]);
      expect(requests).to.have.length(1);
    });
  });

  it('leads from a number of the matrix to the ladder of a connection by keyboard alone', async () => {
    await openReport('bad', async ({ page }) => {
      await page.waitForSelector('#table tbody tr');
      await page.focus('button[popovertarget="list-never"]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#list-never', { state: 'visible' });
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#ladder[open]');
      expect(await page.textContent('#ladder h3')).to.equal('power-1.1.0');
      expect(await page.textContent('#ladder table')).to.contain(
        'f1 proven, a zombie from here on',
      );
      await page.keyboard.press('Escape');
      await page.waitForSelector('#ladder', { state: 'hidden' });
    });
  });

  it('finds connections by fate and by name', async () => {
    await openReport('bad', async ({ page }) => {
      await page.waitForSelector('#table tbody tr');
      await page.selectOption('#fate', 'killed');
      expect(await page.locator('#table tbody tr').count()).to.equal(1);
      await page.selectOption('#fate', '');
      await page.fill('#find', 'stalled');
      expect(await page.locator('#table tbody tr').count()).to.equal(3);
    });
  });

  it('has no sideways scroll on a telephone, in light and dark', async () => {
    await openReport('bad', async ({ page }) => {
      await page.setViewportSize({ width: 400, height: 800 });
      await page.waitForSelector('#table tbody tr');
      const paper = (): Promise<string> =>
        page.evaluate('getComputedStyle(document.body).backgroundColor');
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width).to.equal(400);
      await page.emulateMedia({ colorScheme: 'light' });
      const light = await paper();
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await paper()).not.to.equal(light);
      await page.click('#theme');
      expect(await paper()).to.equal(light);
    });
  });
});
