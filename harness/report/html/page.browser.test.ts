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

// Run in the page, whose types the project does not have.
const charts = `[...document.querySelectorAll('[data-time] svg')]`;
const drawings = `${charts}.map((svg) => svg.outerHTML)`;
const tickLabels = `${charts}.map((svg) =>
  [...svg.querySelectorAll('[aria-label="x-axis tick label"] text')].map((one) => one.textContent))`;

describe('report.html in Chromium', function () {
  this.timeout(60_000);
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

  it('shows the same window of time on every chart, and the whole run again', async () => {
    await openReport('bad', async ({ page, errors }) => {
      await page.waitForSelector('#zoom', { state: 'visible' });
      const before = await page.evaluate(drawings);
      await page.click('#zoom button:text("chaos")');
      expect(await page.inputValue('#zoom input >> nth=0')).to.equal('3');
      const labels = await page.evaluate<string[][]>(tickLabels);
      expect(labels.length).to.be.greaterThan(5);
      for (const ticks of labels) expect(ticks).to.deep.equal(labels[0]);
      expect([labels[0]?.[0], labels[0]?.at(-1)]).to.deep.equal(['4', '12']);
      expect(await page.evaluate(drawings)).not.to.deep.equal(before);
      await page.click('#zoom button:text("all")');
      expect(await page.evaluate(drawings)).to.deep.equal(before);
      expect(errors).to.deep.equal([]);
    });
  });

  it('zooms to what is dragged over', async () => {
    await openReport('good', async ({ page }) => {
      await page.waitForSelector('#zoom', { state: 'visible' });
      const chart = page.locator('#open svg');
      await chart.scrollIntoViewIfNeeded();
      const box = await chart.boundingBox();
      if (box === null) throw new Error('the chart is not on the page');
      const at = (share: number): number => box.x + (box.width * (132 + 924 * share)) / 1080;
      await page.mouse.move(at(0.25), box.y + 60);
      await page.mouse.down();
      await page.mouse.move(at(0.5), box.y + 60, { steps: 4 });
      await page.mouse.up();
      const from = Number(await page.inputValue('#zoom input >> nth=0'));
      const to = Number(await page.inputValue('#zoom input >> nth=1'));
      expect(from).to.be.closeTo(18.3 * 0.25, 0.1);
      expect(to).to.be.closeTo(18.3 * 0.5, 0.1);
    });
  });

  for (const kind of ['good', 'bad', 'unknown'] as const) {
    it(`has no sideways scroll on a telephone, with all of a ${kind} run unfolded`, async () => {
      await openReport(kind, async ({ page }) => {
        await page.setViewportSize({ width: 400, height: 800 });
        await page.waitForSelector('#table tbody tr');
        await page.evaluate(
          `document.querySelectorAll('details').forEach((one) => { one.open = true; })`,
        );
        const width = await page.evaluate('document.documentElement.scrollWidth');
        expect(width).to.equal(400);
      });
    });
  }

  it('fits the width of a sheet of paper', async () => {
    await openReport('bad', async ({ page }) => {
      await page.setViewportSize({ width: 794, height: 1123 });
      await page.emulateMedia({ media: 'print' });
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(794);
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
