/**
 * Finds what must wait: calls of k6 functions that block, the functions around them, and the calls of those,
 * until nothing is added. What cannot be turned into waiting is refused with the place in the bundle.
 */

import type { AnyNode } from 'acorn';
import { blockingOfResponse } from '../../modules/http-module.ts';
import { blockingNames } from '../../modules/index.ts';
import { ModuleValues } from './module-values.ts';
import type { CallSite, FunctionFacts, ProgramFacts } from './program-facts.ts';
import type { Binding } from './scopes.ts';
import { isFunction, propertyName } from './syntax.ts';

export interface Waits {
  /** Calls that become `(await …)`. */
  readonly awaited: ReadonlySet<CallSite>;
  /** Calls `list.forEach(callback)` that become `(await __each(list, 'forEach', callback))`. */
  readonly iterated: ReadonlySet<CallSite>;
  /** Functions that become `async`. */
  readonly functions: ReadonlySet<FunctionFacts>;
}

/** Why a script cannot be rewritten. */
export class CannotWait extends Error {
  readonly node: AnyNode;
  constructor(what: string, node: AnyNode) {
    super(what);
    this.node = node;
  }
}

export const iterators: readonly string[] = [
  ...['forEach', 'map', 'filter', 'some', 'every', 'find', 'findIndex', 'reduce', 'flatMap'],
];
/** Callers that do not mind a promise, or that the engine serves itself. */
const tolerant = new Set([
  ...['setTimeout', 'setInterval', 'on', 'addEventListener', 'then', 'catch', 'finally', 'connect'],
  ...['Promise', 'resolve', 'all', 'push', 'set', 'add', 'assign', '__export', '__toESM', '__esm'],
  ...['__commonJS', '__toCommonJS', '__defProp', '__copyProps'],
]);

export class AwaitAnalysis {
  readonly #facts: ProgramFacts;
  readonly #modules: ModuleValues;
  readonly #awaited = new Set<CallSite>();
  readonly #iterated = new Set<CallSite>();
  readonly #functions = new Set<FunctionFacts>();
  /** Names of properties that hold a waiting function. */
  readonly #names = new Set<string>();
  /** Parameters that are given a waiting function. */
  readonly #parameters = new Set<Binding>();

  constructor(facts: ProgramFacts) {
    this.#facts = facts;
    this.#modules = new ModuleValues(facts);
    // what a response is has no name of its own; a method of the script with such a name may wait, too
    if (this.#modules.has('k6/http')) for (const name of blockingOfResponse) this.#names.add(name);
  }

  /** Throws CannotWait. */
  run(): Waits {
    for (let before = -1; before !== this.#size();) {
      before = this.#size();
      for (const call of this.#facts.calls) this.#look(call);
      for (const [name, values] of this.#facts.properties)
        if (values.some(({ value, scope }) => this.#waits(value, scope))) this.#names.add(name);
    }
    for (const call of this.#facts.calls) this.#assertHandedOn(call);
    return { awaited: this.#awaited, iterated: this.#iterated, functions: this.#functions };
  }

  #size(): number {
    const sets = [this.#awaited, this.#iterated, this.#functions, this.#names, this.#parameters];
    return sets.reduce((sum, { size }) => sum + size, 0);
  }

  #look(call: CallSite): void {
    this.#markParameters(call);
    if (call.within === undefined || this.#awaited.has(call) || this.#iterated.has(call)) return;
    if (this.#isIteration(call)) this.#iterated.add(call);
    else if (this.#mustWait(call)) this.#awaited.add(call);
    else return;
    this.#makeAsync(call.within, call);
  }

  #mustWait(call: CallSite): boolean {
    const { node, scope } = call;
    if (node.type === 'NewExpression') return false;
    const { callee } = node;
    if (this.#isGroup(call)) {
      call.isGroup = true;
      return this.#hasWaitingArgument(call);
    }
    return this.#waits(callee, scope);
  }

  /** Whether calling this expression gives a promise that has to be waited for. */
  #waits(node: AnyNode, scope: AnyNode): boolean {
    if (isFunction(node)) {
      const facts = this.#facts.functions.get(node);
      return facts !== undefined && this.#functions.has(facts);
    }
    if (node.type === 'ParenthesizedExpression') return this.#waits(node.expression, scope);
    if (node.type === 'ChainExpression') return this.#waits(node.expression, scope);
    const known = this.#modules.functionOf(node, scope);
    if (known !== undefined) return blockingNames(known.module).includes(known.name);
    if (node.type === 'MemberExpression') return this.#names.has(propertyName(node) ?? '');
    const binding = this.#facts.binding(node, scope);
    if (binding === undefined) return false;
    if (this.#parameters.has(binding)) return true;
    return binding.values.some(
      (value) =>
        (isFunction(value) || value.type === 'Identifier') &&
        value !== node &&
        this.#waits(value, scope),
    );
  }

  #isIteration({ node, scope }: CallSite): boolean {
    if (node.type === 'NewExpression' || node.callee.type !== 'MemberExpression') return false;
    if (!iterators.includes(propertyName(node.callee) ?? '')) return false;
    const [callback] = node.arguments;
    return callback !== undefined && this.#waits(callback, scope);
  }

  #isGroup({ node, scope }: CallSite): boolean {
    const known = this.#modules.functionOf(node.callee, scope);
    return known?.module === 'k6' && known.name === 'group';
  }

  #hasWaitingArgument({ node, scope }: CallSite): boolean {
    return node.arguments.some((argument) => this.#waits(argument, scope));
  }

  /** `withRetry(work)`: inside `withRetry` the parameter is a waiting function. */
  #markParameters({ node, scope }: CallSite): void {
    const callee = this.#functionOf(node.callee, scope);
    if (callee === undefined) return;
    node.arguments.forEach((argument, index) => {
      if (!this.#waits(argument, scope)) return;
      const parameter = this.#facts.scopes.parameter(callee, index);
      if (parameter !== undefined) this.#parameters.add(parameter);
    });
  }

  #functionOf(node: AnyNode, scope: AnyNode): AnyNode | undefined {
    if (isFunction(node)) return node;
    return this.#facts.binding(node, scope)?.values.find(isFunction);
  }

  #makeAsync(facts: FunctionFacts, because: CallSite): void {
    const { node, member } = facts;
    if (node.async) return;
    const fault = node.generator ? 'a generator' : memberFault(member);
    if (fault !== undefined) throw new CannotWait(`${fault} cannot wait`, because.node);
    this.#functions.add(facts);
    for (const name of facts.names) this.#names.add(name);
  }

  /** A waiting function given to somebody who does not wait would not be waited for. */
  #assertHandedOn(call: CallSite): void {
    if (this.#awaited.has(call) || this.#iterated.has(call)) return;
    const { node, scope } = call;
    const known = this.#modules.functionOf(node.callee, scope);
    const name = known?.name ?? calleeName(node.callee);
    const handed = [...this.#functions].find(({ argumentOf }) => argumentOf === call);
    const isOwn = this.#functionOf(node.callee, scope) !== undefined;
    if (handed === undefined || isOwn || tolerant.has(name)) return;
    const [inner] = handed.calls.filter((each) => this.#awaited.has(each));
    throw new CannotWait(`the callback of ${name}() cannot wait`, (inner ?? call).node);
  }
}

function calleeName(callee: AnyNode): string {
  if (callee.type === 'Identifier') return callee.name;
  return propertyName(callee) ?? 'a function';
}

/** Members that cannot be async; undefined for those that can. */
function memberFault(member: AnyNode | undefined): string | undefined {
  if (member?.type !== 'Property' && member?.type !== 'MethodDefinition') return undefined;
  if (member.kind === 'constructor') return 'a constructor';
  return member.kind === 'get' || member.kind === 'set' ? 'a getter or setter' : undefined;
}
