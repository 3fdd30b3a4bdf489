import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { renderCatalogue } from './catalogue.ts';
import { faults } from './index.ts';

const page = new URL('CATALOGUE.md', import.meta.url);

describe('the page about the faults', () => {
  const rendered = renderCatalogue(faults.values());

  before(() => {
    if (process.env['WS_CHAOS_UPDATE_DOCS'] === '1') writeFileSync(page, rendered);
  });

  it('is what the faults say (WS_CHAOS_UPDATE_DOCS=1 writes it anew)', () => {
    expect(readFileSync(page, 'utf8')).to.equal(rendered);
  });

  it('has a section for each fault, with each of its settings', () => {
    for (const { name, settings = [], witness, undo, legend } of faults.values()) {
      const section = rendered.split(`## ${name}\n`)[1]?.split('\n## ')[0] ?? '';
      for (const word of [witness, undo, legend.colour])
        expect(section, name).to.contain(word ?? 'a witness and an undo');
      for (const setting of settings) expect(section).to.contain(`\`${setting.name}\``);
      expect(settings, name).not.to.have.length(0);
    }
  });

  it('says which choices need something else', () => {
    expect(rendered).to.contain('with `mechanism: kernel` client-control, tap, namespace');
    expect(rendered).to.contain('with `buffers: small` tap, namespace, small-buffers');
  });

  it('says which faults make zombies, and by which choice', () => {
    expect(rendered).to.match(/^- \[partition\].*\(zombies\)$/m);
    expect(rendered).to.match(/^- \[idle-cut\].*\(zombies with `how: silence`\)$/m);
    expect(rendered).to.match(/^- \[latency\].*[^)]$/m);
  });

  it('says who sees each heal, but where nothing is undone', () => {
    const unseen = [...faults.values()].filter(({ healWitness }) => healWitness === undefined);
    const ends = ['client-kill', 'socket-kill', 'target-kill', 'target-stop'];
    expect(unseen.map(({ name }) => name)).to.deep.equal(ends);
  });
});
