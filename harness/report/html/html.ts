/** HTML as a template that escapes: strings become text, only what this tag made is markup. */

export interface Html {
  readonly markup: string;
}

export type HtmlValue = string | number | Html | undefined | false | readonly HtmlValue[];

/** `html\`<p>${text}</p>\``: interpolated strings are escaped, arrays joined, undefined and false nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const markup = parts.reduce((done, part, index) => {
    const value = values[index - 1];
    return done + toMarkup(value) + part;
  });
  return { markup };
}

/** Markup from a source we trust: our own style sheet, a chart we drew. */
export function raw(markup: string): Html {
  return { markup };
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

function toMarkup(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeHtml(value);
  return 'markup' in value ? value.markup : value.map(toMarkup).join('');
}
