/** Functions and calls of the bundled script, with what each call is known to reach. */

import type { AnyNode } from 'acorn';
import { Scopes, type Binding } from './scopes.ts';
import { childrenOf, isFunction, propertyName, type FunctionNode } from './syntax.ts';

/** A place where something is called (or constructed). */
export interface CallSite {
  readonly node: Extract<AnyNode, { type: 'CallExpression' | 'NewExpression' }>;
  /** The function it stands in; undefined at the top level. */
  readonly within: FunctionFacts | undefined;
  /** The innermost scope, for resolving its identifiers. */
  readonly scope: AnyNode;
  /** `group` of k6: it waits for its body when told so. */
  isGroup?: boolean;
}

export interface FunctionFacts {
  readonly node: FunctionNode;
  /** The method, getter or constructor it is the body of. */
  readonly member: AnyNode | undefined;
  readonly calls: CallSite[];
  /** Property names it can be called by. */
  readonly names: string[];
  /** The call it is handed to as an argument, if any. */
  readonly argumentOf: CallSite | undefined;
}

interface Place {
  readonly within: FunctionFacts | undefined;
  readonly scope: AnyNode;
  readonly parents: readonly AnyNode[];
  readonly call: CallSite | undefined;
}

export class ProgramFacts {
  readonly scopes: Scopes;
  readonly functions = new Map<AnyNode, FunctionFacts>();
  readonly calls: CallSite[] = [];
  /** Values stored under a property name: `x.name = value`, `{ name: value }`. */
  readonly properties = new Map<string, { readonly value: AnyNode; readonly scope: AnyNode }[]>();

  constructor(program: AnyNode) {
    this.scopes = new Scopes(program);
    this.#visit(program, { within: undefined, scope: program, parents: [], call: undefined });
  }

  binding(identifier: AnyNode, scope: AnyNode): Binding | undefined {
    return this.scopes.resolve(identifier, scope);
  }

  #visit(node: AnyNode, place: Place): void {
    let inner: Place = { ...place, parents: [...place.parents.slice(-2), node] };
    this.#noteProperty(node, place.scope);
    if (isFunction(node)) {
      const facts = this.#addFunction(node, place);
      inner = { ...inner, within: facts, call: undefined };
    }
    if (this.scopes.opens(node)) inner = { ...inner, scope: node };
    if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      this.#visitCall(node, place, inner);
      return;
    }
    // only an argument itself is handed over, and functions in an object that is one
    const keepsCall = node.type === 'ObjectExpression' || node.type === 'Property';
    for (const child of childrenOf(node))
      this.#visit(child, keepsCall ? inner : { ...inner, call: undefined });
  }

  #visitCall(node: CallSite['node'], place: Place, inner: Place): void {
    const call: CallSite = { node, within: place.within, scope: inner.scope };
    this.calls.push(call);
    place.within?.calls.push(call);
    for (const child of childrenOf(node)) {
      const isArgument = (node.arguments as AnyNode[]).includes(child);
      this.#visit(child, { ...inner, call: isArgument ? call : undefined });
    }
  }

  #addFunction(node: FunctionNode, place: Place): FunctionFacts {
    const parent = place.parents.at(-1);
    const isMember =
      parent?.type === 'MethodDefinition' ||
      (parent?.type === 'Property' && (parent.method || parent.kind !== 'init'));
    const name = parent === undefined ? undefined : nameFrom(parent, node);
    const facts: FunctionFacts = {
      node,
      member: isMember ? parent : undefined,
      calls: [],
      names: name === undefined ? [] : [name],
      argumentOf: place.call,
    };
    this.functions.set(node, facts);
    return facts;
  }

  #noteProperty(node: AnyNode, scope: AnyNode): void {
    const note = (name: string | undefined, value: AnyNode): void => {
      if (name === undefined) return;
      const known = this.properties.get(name) ?? [];
      this.properties.set(name, [...known, { value, scope }]);
    };
    if (node.type === 'Property') note(propertyName(node), node.value);
    else if (node.type === 'PropertyDefinition' && node.value) note(propertyName(node), node.value);
    else if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression')
      note(propertyName(node.left), node.right);
  }
}

/** The property a function is stored under by its parent. */
function nameFrom(parent: AnyNode, node: FunctionNode): string | undefined {
  if (
    parent.type === 'Property' ||
    parent.type === 'MethodDefinition' ||
    parent.type === 'PropertyDefinition'
  )
    return parent.value === node ? propertyName(parent) : undefined;
  if (parent.type === 'AssignmentExpression' && parent.right === node)
    return propertyName(parent.left);
  return undefined;
}
