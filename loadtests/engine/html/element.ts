/** `Element` of `k6/html`: one node, whose properties are functions. */

import type { DomNode } from './dom-node.ts';
import { valueOf } from './form-fields.ts';

/** Attributes that scripts read by a function of that name. */
const attributes = [
  ...['href', 'src', 'alt', 'name', 'type', 'action', 'method', 'rel', 'title', 'target', 'lang'],
] as const;

type Attributes = Readonly<Record<(typeof attributes)[number], () => string | undefined>>;

const nodes = new WeakMap<object, DomNode>();
const elements = new WeakMap<DomNode, HtmlElement>();

/** The same object for the same node. */
export function elementOf(node: DomNode | null | undefined): HtmlElement | undefined {
  if (node === null || node === undefined) return undefined;
  const known = elements.get(node);
  if (known !== undefined) return known;
  const made = makeElement(node);
  nodes.set(made, node);
  elements.set(node, made);
  return made;
}

/** The node behind what `elementOf` returned. */
export function nodeOf(element: object): DomNode | undefined {
  return nodes.get(element);
}

export type HtmlElement = ReturnType<typeof makeElement>;

function makeElement(node: DomNode) {
  return { ...identity(node), ...content(node), ...relatives(node), ...searches(node) };
}

function identity(node: DomNode) {
  const read = (name: string): string | undefined => node.getAttribute(name) ?? undefined;
  const named = Object.fromEntries(attributes.map((name) => [name, () => read(name)]));
  return {
    ...(named as Attributes),
    id: (): string => read('id') ?? '',
    className: () => read('class'),
    classList: (): string[] => (read('class') ?? '').split(/\s+/).filter((name) => name !== ''),
    nodeName: (): string => node.nodeName.toLowerCase(),
    nodeType: (): number => node.nodeType,
    nodeValue: () => node.nodeValue ?? undefined,
    getAttribute: read,
    hasAttribute: (name: string): boolean => node.hasAttribute(name),
    hasAttributes: (): boolean => node.attributes.length > 0,
    attributes: (): Record<string, { name: string; value: string }> =>
      Object.fromEntries([...node.attributes].map(({ name, value }) => [name, { name, value }])),
    toString: (): string => '[object html.DomNode]',
  };
}

function content(node: DomNode) {
  return {
    textContent: (): string => node.textContent ?? '',
    text: (): string => node.textContent ?? '',
    innerHTML: () => node.innerHTML as string | undefined,
    value: () => valueOf(node),
    checked: (): boolean => node.hasAttribute('checked'),
    disabled: (): boolean => node.hasAttribute('disabled'),
    selected: (): boolean => node.hasAttribute('selected'),
  };
}

function relatives(node: DomNode) {
  const all = (list: Iterable<DomNode>): unknown[] => [...list].map(elementOf);
  return {
    childElementCount: (): number => node.childElementCount,
    children: (): unknown[] => all(node.children),
    childNodes: (): unknown[] => all(node.childNodes),
    hasChildNodes: (): boolean => node.childNodes.length > 0,
    firstChild: (): unknown => elementOf(node.firstChild),
    lastChild: (): unknown => elementOf(node.lastChild),
    firstElementChild: (): unknown => elementOf(node.firstElementChild),
    lastElementChild: (): unknown => elementOf(node.lastElementChild),
    nextSibling: (): unknown => elementOf(node.nextSibling),
    previousSibling: (): unknown => elementOf(node.previousSibling),
    nextElementSibling: (): unknown => elementOf(node.nextElementSibling),
    previousElementSibling: (): unknown => elementOf(node.previousElementSibling),
    parentElement: (): unknown => elementOf(node.parentElement),
    parentNode: (): unknown => elementOf(node.parentNode),
    ownerDocument: (): unknown => elementOf(node.ownerDocument),
  };
}

function searches(node: DomNode) {
  const all = (list: Iterable<DomNode>): unknown[] => [...list].map(elementOf);
  const other = (given: object | undefined): DomNode | undefined =>
    given === undefined ? undefined : nodeOf(given);
  return {
    querySelector: (selector: string): unknown => elementOf(node.querySelector(selector)),
    querySelectorAll: (selector: string): unknown[] => all(node.querySelectorAll(selector)),
    getElementsByTagName: (name: string): unknown[] => all(node.querySelectorAll(name)),
    getElementsByClassName: (name: string): unknown[] => all(node.querySelectorAll(`.${name}`)),
    matches: (selector: string): boolean => node.matches(selector),
    contains: (given?: object): boolean => node.contains(other(given) ?? null),
    isSameNode: (given?: object): boolean => other(given) === node,
    isEqualNode: (given?: object): boolean => other(given)?.isEqualNode(node) === true,
  };
}
