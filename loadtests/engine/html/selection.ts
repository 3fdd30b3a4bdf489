/** `Selection` of `k6/html`: a list of nodes, and what leads from it to others. */

import { isElement, isText, type DomNode } from './dom-node.ts';
import { elementOf, nodeOf, type HtmlElement } from './element.ts';
import { fieldsOf, valueOf, type FormField } from './form-fields.ts';
import { parseDocument } from './parse-document.ts';

type Tester = (index: number, item: unknown) => unknown;
type Criterion = string | Selection | Tester;

/** The whole document as one selection. */
export function parseHtml(html: unknown): Selection {
  return new Selection([parseDocument(String(html))]);
}

export class Selection {
  readonly #nodes: readonly DomNode[];

  constructor(nodes: readonly DomNode[]) {
    this.#nodes = [...new Set(nodes)];
  }

  size(): number {
    return this.#nodes.length;
  }

  text(): string {
    return this.#nodes.map((node) => textOf(node)).join('');
  }

  html(): string | undefined {
    const [first] = this.#nodes;
    if (first === undefined) return undefined;
    return isElement(first) ? first.innerHTML : (rootOf(first)?.outerHTML ?? textOf(first));
  }

  attr(name: string, fallback?: string): string | undefined {
    return this.#elements()[0]?.getAttribute(name) ?? fallback;
  }

  /** Without a key, all of them by name. Numbers, booleans and JSON as what they are. */
  data(key?: string): unknown {
    const [first] = this.#elements();
    if (first === undefined) return undefined;
    const all = Object.fromEntries(
      [...first.attributes]
        .filter(({ name }) => name.startsWith('data-'))
        .map(({ name, value }) => [camel(name.slice('data-'.length)), typed(value)]),
    );
    return key === undefined ? all : all[camel(key)];
  }

  val(): unknown {
    const [first] = this.#elements();
    return first === undefined ? undefined : valueOf(first);
  }

  find(selector: string): Selection {
    return this.#flat((node) => [...node.querySelectorAll(selector)]);
  }

  children(selector?: string): Selection {
    return this.#flat((node) => [...node.children]).#kept(selector);
  }

  contents(): Selection {
    return this.#flat((node) => [...node.childNodes]);
  }

  parent(selector?: string): Selection {
    return this.#flat((node) => parentsOf(node).slice(0, 1)).#kept(selector);
  }

  parents(selector?: string): Selection {
    return this.#flat(parentsOf).#kept(selector);
  }

  parentsUntil(until?: Criterion, selector?: string): Selection {
    return this.#flat((node) => before(parentsOf(node), until)).#kept(selector);
  }

  closest(selector: string): Selection {
    return this.#flat((node) => {
      const found = isElement(node) ? node.closest(selector) : null;
      return found === null ? [] : [found];
    });
  }

  next(selector?: string): Selection {
    return this.#flat((node) => after(node).slice(0, 1)).#kept(selector);
  }

  nextAll(selector?: string): Selection {
    return this.#flat(after).#kept(selector);
  }

  nextUntil(until?: Criterion, selector?: string): Selection {
    return this.#flat((node) => before(after(node), until)).#kept(selector);
  }

  prev(selector?: string): Selection {
    return this.#flat((node) => ahead(node).slice(0, 1)).#kept(selector);
  }

  prevAll(selector?: string): Selection {
    return this.#flat(ahead).#kept(selector);
  }

  prevUntil(until?: Criterion, selector?: string): Selection {
    return this.#flat((node) => before(ahead(node), until)).#kept(selector);
  }

  filter(criterion: Criterion): Selection {
    return new Selection(this.#nodes.filter((node, index) => fits(node, index, criterion)));
  }

  not(criterion: Criterion): Selection {
    return new Selection(this.#nodes.filter((node, index) => !fits(node, index, criterion)));
  }

  has(selector: string): Selection {
    return new Selection(this.#nodes.filter((node) => node.querySelector(selector) !== null));
  }

  is(criterion: Criterion): boolean {
    return this.#nodes.some((node, index) => fits(node, index, criterion));
  }

  eq(index: number): Selection {
    const node = this.#nodes.at(index);
    return new Selection(node === undefined ? [] : [node]);
  }

  first(): Selection {
    return this.eq(0);
  }

  last(): Selection {
    return this.eq(-1);
  }

  slice(start: number, end?: number): Selection {
    return new Selection(this.#nodes.slice(start, end));
  }

  get(index: number): HtmlElement | undefined {
    return elementOf(this.#nodes.at(index));
  }

  toArray(): Selection[] {
    return this.#nodes.map((node) => new Selection([node]));
  }

  each(handler: (index: number, element: HtmlElement | undefined) => unknown): this {
    this.#nodes.forEach((node, index) => handler(index, elementOf(node)));
    return this;
  }

  map(mapper: (index: number, selection: Selection) => unknown): unknown[] {
    return this.#nodes.map((node, index) => mapper(index, new Selection([node])));
  }

  serializeArray(): FormField[] {
    return this.#elements().flatMap(fieldsOf);
  }

  serializeObject(): Record<string, string> {
    return Object.fromEntries(this.serializeArray().map(({ name, value }) => [name, value]));
  }

  serialize(): string {
    return new URLSearchParams(
      this.serializeArray().map(({ name, value }): [string, string] => [name, value]),
    ).toString();
  }

  /** Whether this node is one of them. */
  holds(node: DomNode): boolean {
    return this.#nodes.includes(node);
  }

  #elements(): DomNode[] {
    return this.#nodes.filter(isElement);
  }

  #flat(lead: (node: DomNode) => readonly DomNode[]): Selection {
    return new Selection(this.#nodes.filter(hasChildren).flatMap(lead));
  }

  #kept(selector: string | undefined): Selection {
    return selector === undefined ? this : this.filter(selector);
  }
}

const hasChildren = (node: DomNode): boolean => !isText(node);

function textOf(node: DomNode): string {
  return node.textContent ?? rootOf(node)?.textContent ?? '';
}

/** Of a document. */
function rootOf(node: DomNode): DomNode | undefined {
  return node.documentElement;
}

function parentsOf(node: DomNode): DomNode[] {
  const { parentElement: parent } = node;
  return parent === null ? [] : [parent, ...parentsOf(parent)];
}

function after(node: DomNode): DomNode[] {
  const next = node.nextElementSibling;
  return next === null ? [] : [next, ...after(next)];
}

/** Nearest first. */
function ahead(node: DomNode): DomNode[] {
  const previous = node.previousElementSibling;
  return previous === null ? [] : [previous, ...ahead(previous)];
}

function before(nodes: readonly DomNode[], until: Criterion | undefined): DomNode[] {
  const end = until === undefined ? -1 : nodes.findIndex((node, at) => fits(node, at, until));
  return end === -1 ? [...nodes] : nodes.slice(0, end);
}

function fits(node: DomNode, index: number, criterion: Criterion): boolean {
  if (typeof criterion === 'string') return isElement(node) && node.matches(criterion);
  if (criterion instanceof Selection) return criterion.holds(node);
  if (typeof criterion === 'function') return Boolean(criterion(index, new Selection([node])));
  const given = nodeOf(criterion);
  return given !== undefined && given === node;
}

const camel = (name: string): string =>
  name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

function typed(text: string): unknown {
  if (!/^(true|false|null|-?\d+(\.\d+)?|[[{][\s\S]*[\]}])$/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
