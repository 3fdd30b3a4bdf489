/** Which declaration an identifier means: lexical scopes of the bundled script. */

import type { AnyNode } from 'acorn';
import { childrenOf, isFunction, namesIn, type FunctionNode } from './syntax.ts';

/** One declared name. */
export interface Binding {
  readonly name: string;
  /** What may be assigned to it: initialisers, assignments, function declarations. */
  readonly values: AnyNode[];
  /** Position among the parameters of its function. */
  readonly parameter?: number;
}

class Scope {
  readonly parent: Scope | undefined;
  readonly isFunction: boolean;
  readonly names = new Map<string, Binding>();

  constructor(parent: Scope | undefined, isFunctionScope: boolean) {
    this.parent = parent;
    this.isFunction = isFunctionScope;
  }

  declare(name: string, parameter?: number): Binding {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const binding = { name, values: [], ...(parameter === undefined ? {} : { parameter }) };
    this.names.set(name, binding);
    return binding;
  }

  find(name: string): Binding | undefined {
    return this.names.get(name) ?? this.parent?.find(name);
  }

  get functionScope(): Scope {
    return this.isFunction || this.parent === undefined ? this : this.parent.functionScope;
  }
}

const blockTypes = new Set([
  'BlockStatement',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'CatchClause',
  'SwitchStatement',
  'StaticBlock',
  // its own name, which only it can see
  'ClassExpression',
]);

export class Scopes {
  readonly #of = new Map<AnyNode, Scope>();

  constructor(program: AnyNode) {
    this.#open(program, new Scope(undefined, true));
    this.#assignments(program, this.#scopeOf(program));
  }

  /** The binding of an identifier used at `scopeNode`'s level; undefined for globals. */
  resolve(identifier: AnyNode, within: AnyNode): Binding | undefined {
    return identifier.type === 'Identifier'
      ? this.#scopeOf(within).find(identifier.name)
      : undefined;
  }

  /** Whether this node opens a scope of its own. */
  opens(node: AnyNode): boolean {
    return this.#of.has(node);
  }

  /** The binding of parameter `index` of a function, where it is a plain name. */
  parameter(node: AnyNode, index: number): Binding | undefined {
    for (const binding of this.#of.get(node)?.names.values() ?? [])
      if (binding.parameter === index) return binding;
    return undefined;
  }

  #scopeOf(node: AnyNode): Scope {
    const scope = this.#of.get(node);
    if (scope === undefined) throw new Error(`no scope for ${node.type}`);
    return scope;
  }

  #open(node: AnyNode, scope: Scope): void {
    this.#of.set(node, scope);
    for (const child of childrenOf(node)) this.#declare(child, scope);
  }

  #declare(node: AnyNode, scope: Scope): void {
    if (node.type === 'VariableDeclaration') {
      const target = node.kind === 'var' ? scope.functionScope : scope;
      for (const { id } of node.declarations) for (const name of namesIn(id)) target.declare(name);
    }
    if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration')
      this.#declareNamed(node, scope);
    if (isFunction(node)) this.#open(node, functionScope(node, scope));
    else if (blockTypes.has(node.type)) this.#open(node, blockScope(node, scope));
    else for (const child of childrenOf(node)) this.#declare(child, scope);
  }

  #declareNamed(node: { readonly id: AnyNode | null } & AnyNode, scope: Scope): void {
    if (node.id?.type === 'Identifier') scope.declare(node.id.name).values.push(node);
  }

  /** What is assigned to each binding, once all of them are known. */
  #assignments(node: AnyNode, scope: Scope): void {
    for (const [name, value] of assignedBy(node)) scope.find(name)?.values.push(value);
    for (const child of childrenOf(node)) this.#assignments(child, this.#of.get(child) ?? scope);
  }
}

function functionScope(node: FunctionNode, parent: Scope): Scope {
  const scope = new Scope(parent, true);
  if (node.type === 'FunctionExpression' && node.id) scope.declare(node.id.name).values.push(node);
  node.params.forEach((pattern, index) => {
    const isPlain = pattern.type === 'Identifier' || pattern.type === 'AssignmentPattern';
    for (const name of namesIn(pattern)) scope.declare(name, isPlain ? index : undefined);
  });
  return scope;
}

function blockScope(node: AnyNode, parent: Scope): Scope {
  const scope = new Scope(parent, false);
  if (node.type === 'CatchClause' && node.param)
    for (const name of namesIn(node.param)) scope.declare(name);
  if (node.type === 'ClassExpression' && node.id) scope.declare(node.id.name).values.push(node);
  return scope;
}

function assignedBy(node: AnyNode): [string, AnyNode][] {
  if (node.type === 'VariableDeclarator' && node.init) {
    if (node.id.type === 'Identifier') return [[node.id.name, node.init]];
    return takenApart(node.id, node.init);
  }
  if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier')
    return [[node.left.name, node.right]];
  return [];
}

/** `{ get: fetch } = http` → `fetch` is `http.get`. */
function takenApart(pattern: AnyNode, from: AnyNode): [string, AnyNode][] {
  if (pattern.type !== 'ObjectPattern') return [];
  return pattern.properties.flatMap((property): [string, AnyNode][] => {
    if (property.type !== 'Property' || property.value.type !== 'Identifier') return [];
    const { start, end, computed, key } = property;
    const member = { type: 'MemberExpression', start, end, object: from, property: key, computed };
    return [[property.value.name, { ...member, optional: false } as AnyNode]];
  });
}
