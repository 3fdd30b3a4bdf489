/** What a form would send: names and values of its fields. */

import type { DomNode } from './dom-node.ts';

export interface FormField {
  readonly name: string;
  readonly value: string;
}

const fieldSelector = 'input, select, textarea';
const unsent = ['submit', 'button', 'image', 'reset', 'file'];

/** Of a form and of everything else with fields in it, or of a field itself. */
export function fieldsOf(element: DomNode): FormField[] {
  const fields = element.matches(fieldSelector)
    ? [element]
    : [...element.querySelectorAll(fieldSelector)];
  return fields.filter(isSent).flatMap((field) => {
    const name = field.getAttribute('name') ?? '';
    const value = valueOf(field);
    const values = Array.isArray(value) ? value : [value ?? ''];
    return values.map((each) => ({ name, value: each }));
  });
}

function isSent(field: DomNode): boolean {
  const type = (field.getAttribute('type') ?? '').toLowerCase();
  const isOff = (type === 'checkbox' || type === 'radio') && !field.hasAttribute('checked');
  const hasName = (field.getAttribute('name') ?? '') !== '';
  return hasName && !field.hasAttribute('disabled') && !isOff && !unsent.includes(type);
}

/** Of a field; a list of a select that takes several. Undefined where there is none. */
export function valueOf(field: DomNode): string | string[] | undefined {
  const tag = field.tagName.toLowerCase();
  if (tag === 'textarea') return field.textContent ?? '';
  if (tag === 'select') return selected(field);
  const type = field.getAttribute('type');
  const fallback = type === 'checkbox' || type === 'radio' ? 'on' : undefined;
  return field.getAttribute('value') ?? (tag === 'option' ? (field.textContent ?? '') : fallback);
}

function selected(field: DomNode): string | string[] | undefined {
  const options = [...field.querySelectorAll('option')];
  const chosen = options.filter((option) => option.hasAttribute('selected'));
  const values = chosen.map((option) => String(valueOf(option)));
  if (field.hasAttribute('multiple')) return values;
  const [first] = options;
  return values.at(-1) ?? (first === undefined ? undefined : String(valueOf(first)));
}
