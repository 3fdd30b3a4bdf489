/** Names that a bundle uses and nowhere declares, apart from those it asks for before it uses them. */

import type { AnyNode } from 'acorn';
import { Scopes } from './blocking/scopes.ts';
import { childrenOf, propertyName, startOf } from './blocking/syntax.ts';

/** A place in the bundle; lines and columns from 1. */
export interface FreeName {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

export interface FreeNames {
  /** Uses that nothing guards. */
  readonly used: readonly FreeName[];
  /** `typeof x`, `globalThis.x`: the script knows that it may be missing, or has put it there itself. */
  readonly tested: readonly FreeName[];
  /** Put on `globalThis` by the script. */
  readonly assigned: ReadonlySet<string>;
}

interface Place {
  readonly scope: AnyNode;
  /** Whether something catches what goes wrong here. */
  readonly isTried: boolean;
}

/** `window.x` asks for `x` where there are windows. */
const globalObjects = new Set(['globalThis', 'global', 'window', 'self']);

/** The program must have been parsed with locations. */
export function freeNames(program: AnyNode): FreeNames {
  const search = new Search(program);
  search.visit(program, { scope: program, isTried: false });
  return search;
}

class Search implements FreeNames {
  readonly used: FreeName[] = [];
  readonly tested: FreeName[] = [];
  readonly assigned = new Set<string>();
  readonly #scopes: Scopes;

  constructor(program: AnyNode) {
    this.#scopes = new Scopes(program);
  }

  visit(node: AnyNode, place: Place): void {
    const asked = askedFor(node);
    if (asked !== undefined) this.tested.push({ name: asked, ...startOf(node) });
    if (node.type === 'UnaryExpression' && asked !== undefined) return;
    if (node.type === 'Identifier') this.#use(node, place);
    if (node.type === 'AssignmentExpression') this.#assign(node.left);
    const scope = this.#scopes.opens(node) ? node : place.scope;
    const words = wordsOf(node);
    for (const child of childrenOf(node)) {
      const isTried = place.isTried || isCaught(node, child);
      if (!words.includes(child)) this.visit(child, { scope, isTried });
    }
  }

  #assign(to: AnyNode): void {
    const name = to.type === 'MemberExpression' ? askedFor(to) : undefined;
    if (name !== undefined) this.assigned.add(name);
  }

  #use(node: Extract<AnyNode, { type: 'Identifier' }>, { scope, isTried }: Place): void {
    const isFree = this.#scopes.resolve(node, scope) === undefined;
    if (isFree && !isTried) this.used.push({ name: node.name, ...startOf(node) });
  }
}

/** The name a feature test asks for: `typeof x`, `globalThis.x`, `'x' in globalThis`. */
function askedFor(node: AnyNode): string | undefined {
  if (node.type === 'MemberExpression' && isGlobalObject(node.object)) return propertyName(node);
  if (node.type === 'BinaryExpression') return askedByIn(node);
  if (node.type !== 'UnaryExpression' || node.operator !== 'typeof') return undefined;
  return node.argument.type === 'Identifier' ? node.argument.name : undefined;
}

function askedByIn(node: Extract<AnyNode, { type: 'BinaryExpression' }>): string | undefined {
  const isAsking = node.operator === 'in' && isGlobalObject(node.right);
  return isAsking && node.left.type === 'Literal' ? String(node.left.value) : undefined;
}

function isGlobalObject(node: AnyNode): boolean {
  return node.type === 'Identifier' && globalObjects.has(node.name);
}

function isCaught(node: AnyNode, child: AnyNode): boolean {
  return node.type === 'TryStatement' && child === node.block && node.handler !== null;
}

/** Children that are words of the syntax or names of properties, and so no use of a variable. */
function wordsOf(node: AnyNode): readonly unknown[] {
  if (node.type === 'MemberExpression') return node.computed ? [] : [node.property];
  if (node.type === 'MetaProperty') return [node.meta, node.property];
  if ('label' in node) return [node.label];
  return 'key' in node && 'computed' in node && !node.computed ? [node.key] : [];
}
