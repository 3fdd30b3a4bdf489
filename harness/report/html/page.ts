/** The report as one HTML document: style, pictures, data and script inside, nothing fetched from anywhere. */

import { readFileSync } from 'node:fs';
import type { ReportInput } from '../../contracts/reporter.ts';
import type { Baseline } from '../baseline.ts';
import { readRunFacts } from '../facts/run-facts.ts';
import { outcomeWord } from '../headline.ts';
import { pageStyle } from './page-style.ts';
import { hatchPatterns } from './charts/patterns.ts';
import { html, raw, type Html } from './html.ts';
import type { ReportContext, Section } from './section.ts';
import { banner } from './sections/banner.ts';
import { sections } from './sections/index.ts';

/** Forbids the page every request: what it shows is in it. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** `baseline`: earlier runs to compare with, where there are any. */
export function renderPage(input: ReportInput, baseline: Baseline = { earlier: [] }): string {
  const context: ReportContext = { input, facts: readRunFacts(input.history), baseline };
  const shown = sections.flatMap((section) => {
    const body = section.body(context);
    return body === undefined ? [] : [{ section, body }];
  });
  const { verdict } = input;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <title>${outcomeWord(verdict)}: ${verdict.scenario}, seed ${verdict.seed}</title>
        <style>
          ${raw(pageStyle())}
        </style>
      </head>
      <body>
        <a class="skip" href="#matrix">Skip to the zombie matrix</a>
        ${hatchPatterns()} ${banner(context)} ${navigation(shown.map(({ section }) => section))}
        <main>${shown.map(({ section, body }) => framed(section, body))}</main>
        <footer>ws-chaos · plan ${verdict.planHash.slice(0, 12)}</footer>
        <script>
          ${raw(script('page.client.js'))};
          ${raw(script('time-zoom.client.js'))};
        </script>
      </body>
    </html>`;
  return page.markup;
}

function navigation(shown: readonly Section[]): Html {
  return html`<nav aria-label="sections">
    ${shown.map(({ id, title }) => html`<a href="#${id}" title="${title}">${id}</a>`)}
    <button id="theme" type="button" aria-label="change between light and dark">◐</button>
  </nav>`;
}

function framed({ id, title }: Section, body: Html): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">
      ${title} <a class="anchor" href="#${id}" aria-label="link to ${title}">#</a>
    </h2>
    ${body}
  </section>`;
}

function script(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
