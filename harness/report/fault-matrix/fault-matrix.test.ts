import { expect } from 'chai';
import { parseHTML } from 'linkedom';
import { sampleRun } from '../testing/sample-run.ts';
import {
  matrixCell,
  renderMatrixHtml,
  renderMatrixMarkdown,
  renderMatrixText,
  type MatrixCell,
  type MatrixRow,
} from './index.ts';

const cellOf = (kind: 'good' | 'bad' | 'unknown'): MatrixCell => {
  const { verdict, history } = sampleRun(kind);
  return matrixCell(verdict, history.plan.serviceLevel);
};

const rows: readonly MatrixRow[] = [
  {
    row: 'R2',
    fault: 'half-open, idle',
    cells: { conservative: cellOf('bad'), graduated: cellOf('good') },
  },
  {
    row: 'R7',
    fault: 'stalled emitter | <b>',
    cells: { graduated: cellOf('unknown') },
    lack: 'it needs fault points',
  },
];

describe('fault matrix', () => {
  it('says in words what happened to zombies and to the healthy', () => {
    const text = renderMatrixText(rows);
    expect(text).to.match(/^R2 {3}half-open, idle\n/);
    expect(text).to.match(
      /conservative {2}✗ never 6 of 7, late 1 of 7, p50 5\.21s, slowest 5\.21s, killed 1 healthy/,
    );
    expect(text).to.contain('events-delivered, priority-admitted');
    expect(text).to.match(/graduated {5}✓ reclaimed 7 of 7, p50 1\.53s, slowest 1\.91s/);
    expect(text).to.match(/graduated {5}\? the load engine itself was late/);
    expect(text).to.contain('– not run');
  });

  it('is a Markdown table with as many columns in every row', () => {
    const lines = renderMatrixMarkdown(rows).split('\n');
    const columns = lines.map((line) => line.replaceAll(String.raw`\|`, '').split('|').length);
    expect(new Set(columns)).to.deep.equal(new Set([6]));
    expect(lines[3]).to.contain('&lt;b&gt;').and.to.contain('– it needs fault points');
  });

  it('is a page without script or request, bars capped at never', () => {
    const page = renderMatrixHtml(rows);
    expect(page).to.contain('not run: it needs fault points');
    expect(page).not.to.match(/<script|src=|href=|<b>/);
    const { document } = parseHTML(page) as unknown as {
      document: {
        querySelectorAll(selector: string): Iterable<{ getAttribute(name: string): string }>;
      };
    };
    const bars = [...document.querySelectorAll('.bar span')].map((bar) =>
      bar.getAttribute('style'),
    );
    expect(bars).to.deep.equal(['width:100.0%', 'width:31.9%']);
  });

  it('is empty for no rows', () => {
    expect(renderMatrixText([])).to.equal('');
  });
});
