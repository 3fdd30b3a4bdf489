import { expect } from 'chai';
import { parseHTML } from 'linkedom';
import { gunzipSync } from 'node:zlib';
import type { HistoryEvent } from '../../contracts/history.ts';
import { at, type SampleKind } from '../testing/sample-clock.ts';
import { sampleRun } from '../testing/sample-run.ts';
import { maxConnections, type PackedConnection } from './packed-connections.ts';
import { renderPage } from './page.ts';

interface Node {
  readonly textContent: string;
  readonly id: string;
  querySelector(selector: string): Node | null;
  querySelectorAll(selector: string): Iterable<Node>;
  getAttribute(name: string): string | null;
}

function open(page: string): Node {
  return (parseHTML(page) as unknown as { document: Node }).document;
}

const render = (kind: SampleKind): Node => open(renderPage(sampleRun(kind)));
const text = (node: Node | null): string =>
  (node?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();

function unpack(page: Node): readonly PackedConnection[] {
  const base64 = text(page.querySelector('#packed'));
  return JSON.parse(gunzipSync(Buffer.from(base64, 'base64')).toString()) as PackedConnection[];
}

describe('report.html', () => {
  it('says the outcome and why in its first heading, by shape as well as colour', () => {
    const page = render('bad');
    expect(text(page.querySelector('h1'))).to.match(/^FAIL 6 of 7 zombies were never reclaimed/);
    expect(text(page.querySelector('.banner .mark'))).to.equal('✗');
    expect(text(render('good').querySelector('h1'))).to.match(/^PASS All 7 zombies reclaimed/);
    expect(text(render('unknown').querySelector('.banner'))).to.contain('✗ residue left');
  });

  it('sets code in its advice as code', () => {
    const page = renderPage(sampleRun('bad'));
    expect(page).to.contain('<code>terminate</code>').and.not.contain('`terminate`');
  });

  it('opens the connections behind every number of the matrix', () => {
    const page = render('bad');
    const names = [...(page.querySelector('#list-never')?.querySelectorAll('a') ?? [])].map(text);
    expect(names).to.have.length(6).and.include('power-1.1.0');
    const links = [...(page.querySelector('#list-killed')?.querySelectorAll('a') ?? [])];
    expect(links[0]?.getAttribute('href')).to.equal('#connection=signup-3.1.0');
  });

  it('tells the reader when the lists and the verdict disagree', () => {
    const run = sampleRun('bad');
    const healthy = { kept: 1, killed: 1 };
    const matrix = { ...run.verdict.matrix, healthy };
    const page = open(renderPage({ ...run, verdict: { ...run.verdict, matrix } }));
    expect(text(page.querySelector('#matrix .notice'))).to.contain('Trust the verdict');
    expect(render('bad').querySelector('#matrix .notice')).to.equal(null);
  });

  it('draws one mark a zombie, with a shape of its own for each fate', () => {
    const bad = render('bad').querySelector('#reclaim svg');
    const titles = [...(bad?.querySelectorAll('title') ?? [])].map(text);
    expect(titles).to.have.length(7).and.include('power-1.1.0: never reclaimed');
    expect(titles).to.include('power-4.1.0: 5.21 s');
  });

  it('shades every fault window on every chart over time', () => {
    for (const chart of render('good').querySelectorAll('[data-time] svg')) {
      expect([...chart.querySelectorAll('[fill^="url(#hatch-"]')]).to.have.length.at.least(2);
    }
  });

  it('has an anchor for each section and a name for each picture', () => {
    const page = render('good');
    for (const link of page.querySelectorAll('nav a')) {
      expect(page.querySelector(link.getAttribute('href') ?? 'none'), text(link)).not.to.equal(
        null,
      );
    }
    for (const picture of page.querySelectorAll('.chart svg')) {
      expect(picture.getAttribute('aria-label')).to.match(/\w/);
    }
    const terms = [...page.querySelectorAll('a.term')].map((link) => link.getAttribute('href'));
    for (const href of terms)
      expect(page.querySelector(href ?? 'none'), href ?? '').not.to.equal(null);
  });

  it('never uses an id twice', () => {
    const ids = [...render('bad').querySelectorAll('[id]')].map(({ id }) => id);
    expect(ids.length).to.equal(new Set(ids).size);
  });

  it('shows text of scenario and server as text', () => {
    const run = sampleRun('bad');
    const evil = '</script><script>alert(1)</script><img src=x onerror=alert(1)>';
    const checks = [{ name: 'x', outcome: 'fail' as const, violations: [{ message: evil }] }];
    const event: HistoryEvent = {
      kind: 'client.refused',
      atUs: at(5000),
      connection: `signup-1.1.0${evil}`,
      status: 503,
      reason: evil,
    };
    const page = renderPage({
      ...run,
      scenarioSource: evil,
      reproduce: evil,
      verdict: { ...run.verdict, checks, environment: { [evil]: evil } },
      history: { plan: run.history.plan, events: [...run.history.events, event] },
    });
    expect(page).not.to.contain('<script>alert').and.not.contain('<img');
    expect([...open(page).querySelectorAll('script')]).to.have.length(2);
  });

  it('asks nothing of any network', () => {
    const page = renderPage(sampleRun('bad'));
    expect(page).not.to.match(/(?:src|href)="(?!#|\.\/[a-z]+\.[a-z]+")/);
    expect(page).not.to.match(/@import|url\((?!#)/);
    const policy = open(page).querySelector('meta[http-equiv="Content-Security-Policy"]');
    expect(policy?.getAttribute('content')).to.contain("default-src 'none'");
  });

  it('says why each connection was or was not reclaimed', () => {
    const connections = unpack(render('bad'));
    const of = (id: string): PackedConnection | undefined =>
      connections.find((one) => one.id === id);
    expect(of('power-4.1.0')?.why).to.match(/after 5\.21s: too late/);
    expect(of('power-1.1.0')).to.include({ fate: 'never', fault: 'f1 half-open-socket' });
    expect(connections[0]?.fate).to.equal('never');
  });

  it('does not call too late what went while nobody looked, and tells for how long', () => {
    const run = sampleRun('bad');
    const id = 'power-4.1.0';
    const events = run.history.events.map((event): HistoryEvent =>
      event.kind === 'slot.free' && event.connection === id
        ? { ...event, seenUntilUs: event.atUs - 3_000_000 }
        : event,
    );
    const page = renderPage({ ...run, history: { ...run.history, events } });
    const told = unpack(open(page)).find((one) => one.id === id);
    expect(told?.why).to.match(/after 5\.21s: not judged, for nobody had looked for 3s\./);
    expect(told?.fate).to.equal('unjudged');
  });

  it('stays below 3 MB with thousands of connections, the eventful ones first', () => {
    const run = sampleRun('bad');
    const crowd = Array.from({ length: 5000 }, (_, index): HistoryEvent[] => {
      const connection = `signup-${index + 100}.1.0`;
      return Array.from({ length: 40 }, (__, step): HistoryEvent => ({
        kind: step === 0 ? 'client.open' : 'client.gap',
        atUs: at(1000 + index + step * 10),
        connection,
        tookMs: 1,
        fromSeq: step * 7,
        toSeq: step * 7 + (index % 5),
      }));
    }).flat();
    const events = [...run.history.events, ...crowd].sort((one, other) => one.atUs - other.atUs);
    const page = renderPage({ ...run, history: { plan: run.history.plan, events } });
    expect(page.length).to.be.below(3_000_000);
    const connections = unpack(open(page));
    expect(connections).to.have.length(maxConnections);
    expect(connections.some(({ id }) => id === 'signup-3.1.0')).to.equal(true);
  });

  it('reports a run that died before anything happened', () => {
    const run = sampleRun('unknown');
    const page = renderPage({ ...run, history: { plan: run.history.plan, events: [] } });
    expect(text(open(page).querySelector('#faults'))).to.contain('never');
  });
});
