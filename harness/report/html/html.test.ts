import { expect } from 'chai';
import fc from 'fast-check';
import { html, raw } from './html.ts';

describe('html template', () => {
  it('escapes every string and leaves only its own markup', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { markup } = html`<b title="${text}">${text}</b>`;
        const inside = markup.slice('<b title="'.length, -'</b>'.length);
        expect(inside).not.to.match(/<|"(?!>)/);
      }),
    );
  });

  it('keeps nested templates and trusted markup, joins lists, drops false and undefined', () => {
    const list = ['a', '<'].map((text) => html`<li>${text}</li>`);
    const page = html`${list}${raw('<hr>')}${false}${undefined}${7}`;
    expect(page.markup).to.equal('<li>a</li><li>&lt;</li><hr>7');
  });
});
