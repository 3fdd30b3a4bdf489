import { expect } from 'chai';
import { parseHTML } from 'linkedom';
import type { ReportInput } from '../../contracts/reporter.ts';
import { longRun, peak } from '../testing/long-run.ts';
import { readRunFacts } from '../facts/run-facts.ts';
import { faultRows } from './charts/fault-rows.ts';
import { faultWindows, shadesOf } from './charts/fault-windows.ts';
import { drawnZombies } from './charts/reclaim-dots.ts';
import { renderPage } from './page.ts';
import { maxRows } from './sections/fault-ledger.ts';

interface Node {
  readonly textContent: string;
  querySelector(selector: string): Node | null;
  querySelectorAll(selector: string): Iterable<Node>;
  getAttribute(name: string): string | null;
}

const open = (markup: string): Node =>
  (parseHTML(markup) as unknown as { document: Node }).document;

describe('the report of eight hours', () => {
  let input: ReportInput;
  let markup: string;
  let page: Node;
  before(() => {
    input = longRun(8);
    markup = renderPage(input);
    page = open(markup);
  });
  const words = (selector: string): string =>
    (page.querySelector(selector)?.textContent ?? '').replaceAll(/\s+/g, ' ');

  it('is no larger than the report of minutes by much', () => {
    expect(input.history.plan.faults.length).to.be.greaterThan(4000);
    expect(markup.length).to.be.lessThan(2_500_000);
    for (const chart of page.querySelectorAll('svg.plot')) {
      const shapes = [...chart.querySelectorAll('*')].length;
      expect(shapes, chart.getAttribute('aria-label') ?? '').to.be.lessThan(7000);
    }
  });

  it('keeps the one second in which the server held most', () => {
    expect(words('#resources table')).to.match(
      new RegExp(`resident memory, MB 120 115 ${peak.residentMB}`),
    );
    const lines = page.querySelectorAll(
      '#resources [aria-label="memory"] [aria-label="line"] path',
    );
    const heights = [...lines].flatMap((path) =>
      [...(path.getAttribute('d') ?? '').matchAll(/[,V]([\d.]+)/g)].map((match) =>
        Number(match[1]),
      ),
    );
    // the highest point of the picture stands far above the second highest
    const [top = 0, next = 0] = [...new Set(heights)].toSorted((one, other) => one - other);
    expect(next - top).to.be.greaterThan(100);
  });

  it('gives the faults of a kind one row, and one shade where they run together', () => {
    const facts = readRunFacts(input.history);
    const { names } = faultRows(facts);
    expect(names).to.have.length(5);
    expect(names[0]).to.equal('stalled-emitter ×823');
    const windows = faultWindows(facts);
    expect(shadesOf(windows, facts.timeline.endMs).length).to.be.at.most(1000);
    expect(shadesOf(windows.slice(0, 20), 140_000)).to.have.length(20);
  });

  it('sums the faults up by kind and lists those first that went amiss', () => {
    const table = words('#faults table');
    expect(table).to.match(/stalled-emitter 823 0 2469 2469 0 0 \+0/);
    const rows = [...page.querySelectorAll('#faults tr[id]')];
    expect(rows).to.have.length(maxRows);

    const { plan, events } = input.history;
    const late = plan.faults.at(-1)?.id ?? '';
    const without = events.filter((event) => event.kind !== 'fault.healed' || event.fault !== late);
    const amiss = open(renderPage({ ...input, history: { plan, events: without } }));
    const [first] = amiss.querySelectorAll('#faults tr[id]');
    expect(first?.getAttribute('id')).to.equal(`fault-${late}`);
  });

  it('draws the quickest and the slowest of the zombies, and says how many it left out', () => {
    const { zombies } = readRunFacts(input.history);
    const drawn = drawnZombies(zombies, 'slotFree');
    const slowest = (all: readonly { reclaim: { slotFree?: number } }[]): number =>
      Math.max(...all.map(({ reclaim }) => reclaim.slotFree ?? 0));
    expect(zombies.length).to.be.greaterThan(12_000);
    expect(drawn.length).to.be.at.most(5 * 400);
    expect(slowest(drawn)).to.equal(slowest(zombies));
    expect(words('#reclaim')).to.contain(`${drawn.length} of ${zombies.length} drawn`);
  });
});

describe('a report of a run whose server could not be seen', () => {
  it('has no chart of its resources', () => {
    const input = longRun(0.01);
    const { plan, events } = input.history;
    const history = { plan, events: events.filter(({ kind }) => kind !== 'target.resources') };
    expect(renderPage({ ...input, history })).not.to.contain('id="resources"');
  });
});
