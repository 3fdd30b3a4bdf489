/** What a form or a link of a page asks for: the requests behind `Response.submitForm` and `Response.clickLink`. */

import type { Selection } from '../html/selection.ts';
import type { Call } from './call.ts';

/** As far as forms and links look at a response. */
export interface Page {
  readonly url: string;
  html(selector?: string): Selection;
}

export interface FormOptions {
  readonly formSelector?: string;
  /** They replace what the form has under their names. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly submitSelector?: string;
  readonly params?: unknown;
}

export interface LinkOptions {
  readonly selector?: string;
  readonly params?: unknown;
}

type Fields = Record<string, unknown>;

/** The button is sent, too, where it has a name. Throws an Error where there is no such form. */
export function formCall(page: Page, options: FormOptions = {}): Call {
  const { formSelector = 'form', submitSelector = '[type="submit"]', params } = options;
  const form = found(page, formSelector, 'submitForm');
  const button = form.find(submitSelector).first();
  const buttonName = button.attr('name');
  const pressed = buttonName === undefined ? [] : [{ name: buttonName, value: button.val() ?? '' }];
  const fields = { ...grouped([...form.serializeArray(), ...pressed]), ...options.fields };
  const method = (form.attr('method') ?? 'get').toUpperCase();
  const url = new URL(form.attr('action') ?? '', page.url);
  if (method !== 'GET') return { method, url: url.href, body: fields, params };
  url.search = searchOf(fields);
  return { method, url: url.href, params };
}

/** Throws an Error where there is no such link, or it leads nowhere. */
export function linkCall(page: Page, { selector = 'a[href]', params }: LinkOptions = {}): Call {
  const href = found(page, selector, 'clickLink').attr('href');
  if (href === undefined)
    throw new Error(`clickLink(): what \`${selector}\` finds in ${page.url} has no href`);
  return { method: 'GET', url: new URL(href, page.url).href, params };
}

function found(page: Page, selector: string, caller: string): Selection {
  const first = page.html(selector).first();
  if (first.size() === 0) throw new Error(`${caller}(): no \`${selector}\` in ${page.url}`);
  return first;
}

/** Several of one name are a list. */
function grouped(fields: readonly { readonly name: string; readonly value: unknown }[]): Fields {
  const byName = Map.groupBy(fields, ({ name }) => name);
  return Object.fromEntries(
    [...byName].map(([name, each]): [string, unknown] => [
      name,
      each.length === 1 ? each[0]?.value : each.map(({ value }) => value),
    ]),
  );
}

function searchOf(fields: Fields): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    for (const each of [value].flat()) search.append(name, String(each));
  return search.toString();
}
