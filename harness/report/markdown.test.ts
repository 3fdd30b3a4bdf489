import { expect } from 'chai';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMarkdownReporter, renderSummary } from './markdown.ts';
import { escapeMarkdown, fence } from './markdown-escape.ts';
import { sampleRun } from './testing/sample-run.ts';

describe('markdown summary', () => {
  it('is written into the run directory', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-report-'));
    await createMarkdownReporter().onVerdict?.(sampleRun('bad', directory.path));
    const text = await readFile(join(directory.path, 'summary.md'), 'utf8');
    expect(text).to.match(/^## ✗ FAIL: zombies-accumulate/);
  });

  it('names the outcome, the matrix and the first violations', () => {
    const text = renderSummary(sampleRun('bad'));
    expect(text).to.contain('| **7** | **0** | **1** | **6** | **19** | **1** |');
    expect(text).to.match(/\| priority-admitted \| ✗ fail \| enterprise-3\.1 was refused/);
    expect(text).to.contain('**slot free** (judged, ≤ 4s)');
  });

  it('lets no text of others become markup', () => {
    const hostile = 'a | b\n# <img src=x> [x](http://evil) `code` @team';
    const escaped = escapeMarkdown(hostile);
    expect(escaped).not.to.match(/[\n<]|(?<!\\)[|[`#@]/);
  });

  it('fences text that has fences in it', () => {
    expect(fence('a\n```\nb')).to.match(/^````\n/);
  });
});
