/** The glossary, with an anchor a word. */

import { glossary } from '../glossary.ts';
import { html } from '../html.ts';
import type { Section } from '../section.ts';

export const glossarySection: Section = {
  id: 'glossary',
  title: 'Glossary',
  body: () =>
    html`<dl class="glossary">
      ${Object.entries(glossary).map(
        ([word, meaning]) =>
          html`<div id="term-${word.replaceAll(' ', '-')}">
            <dt>${word}</dt>
            <dd>${meaning}</dd>
          </div>`,
      )}
    </dl>`,
};
