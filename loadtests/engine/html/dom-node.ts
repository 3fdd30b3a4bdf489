/** Nodes of a document, as far as `k6/html` looks at them: what the DOM says of documents, elements and texts in one. */

type Several = ArrayLike<DomNode> & Iterable<DomNode>;

interface Relatives {
  readonly childNodes: Several;
  readonly children: Several;
  readonly childElementCount: number;
  readonly firstChild: DomNode | null;
  readonly lastChild: DomNode | null;
  readonly firstElementChild: DomNode | null;
  readonly lastElementChild: DomNode | null;
  readonly nextSibling: DomNode | null;
  readonly previousSibling: DomNode | null;
  readonly nextElementSibling: DomNode | null;
  readonly previousElementSibling: DomNode | null;
  readonly parentElement: DomNode | null;
  readonly parentNode: DomNode | null;
  readonly ownerDocument: DomNode | null;
}

export interface DomNode extends Relatives {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly nodeValue: string | null;
  readonly tagName: string;
  readonly textContent: string | null;
  readonly innerHTML: string;
  readonly outerHTML: string;
  /** Of a document alone. */
  readonly documentElement?: DomNode;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }> & {
    readonly length: number;
  };
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  matches(selector: string): boolean;
  closest(selector: string): DomNode | null;
  querySelector(selector: string): DomNode | null;
  querySelectorAll(selector: string): Several;
  contains(other: DomNode | null): boolean;
  isEqualNode(other: DomNode): boolean;
}

export const isElement = (node: DomNode): boolean => node.nodeType === 1;
export const isText = (node: DomNode): boolean => node.nodeType === 3;
