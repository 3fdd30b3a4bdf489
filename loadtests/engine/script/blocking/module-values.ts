/** Which expressions of the bundled script are k6 modules, or functions of theirs. */

import type { AnyNode } from 'acorn';
import type { ProgramFacts } from './program-facts.ts';
import { propertyName } from './syntax.ts';

/** A function of a k6 module: `k6/http` and `get`. */
export interface ModuleFunction {
  readonly module: string;
  readonly name: string;
}

const maxDepth = 8;

export class ModuleValues {
  readonly #facts: ProgramFacts;

  constructor(facts: ProgramFacts) {
    this.#facts = facts;
  }

  /** Whether the script calls for this module anywhere. */
  has(module: string): boolean {
    return this.#facts.calls.some(({ node, scope }) => this.moduleOf(node, scope) === module);
  }

  /** The module an expression stands for: `__module('k6')`, or a name for it. */
  moduleOf(node: AnyNode, scope: AnyNode, depth = 0): string | undefined {
    if (depth > maxDepth) return undefined;
    if (node.type === 'CallExpression') return this.#calledModule(node, scope);
    return this.#firstOf(node, scope, (value) => this.moduleOf(value, scope, depth + 1));
  }

  /** The module function an expression stands for: `sleep`, `http.get`, `const { get } = http`. */
  functionOf(node: AnyNode, scope: AnyNode, depth = 0): ModuleFunction | undefined {
    if (depth > maxDepth) return undefined;
    if (node.type === 'MemberExpression') {
      const module = this.moduleOf(node.object, scope);
      const name = propertyName(node);
      return module === undefined || name === undefined ? undefined : { module, name };
    }
    const last = node.type === 'SequenceExpression' ? node.expressions.at(-1) : undefined;
    if (last !== undefined) return this.functionOf(last, scope, depth + 1);
    return this.#firstOf(node, scope, (value) => this.functionOf(value, scope, depth + 1));
  }

  /** What the first of an identifier's values gives. */
  #firstOf<Found>(
    node: AnyNode,
    scope: AnyNode,
    look: (value: AnyNode) => Found | undefined,
  ): Found | undefined {
    for (const value of this.#facts.binding(node, scope)?.values ?? []) {
      const found = look(value);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #calledModule(
    node: Extract<AnyNode, { type: 'CallExpression' }>,
    scope: AnyNode,
  ): string | undefined {
    if (node.callee.type !== 'Identifier') return undefined;
    const [name] = node.arguments;
    if (node.callee.name === '__module' && name?.type === 'Literal') return String(name.value);
    return this.#requiredBy(node.callee, scope);
  }

  /** esbuild's wrapper of a required module: `var require_k6 = __commonJS({ "k6-cjs:k6"(…) {…} })`. */
  #requiredBy(callee: AnyNode, scope: AnyNode): string | undefined {
    for (const value of this.#facts.binding(callee, scope)?.values ?? []) {
      if (value.type !== 'CallExpression') continue;
      const [wrapped] = value.arguments;
      if (wrapped?.type !== 'ObjectExpression') continue;
      const [only] = wrapped.properties;
      const name = only === undefined ? undefined : propertyName(only);
      if (name?.startsWith('k6-cjs:') === true) return name.slice('k6-cjs:'.length);
    }
    return undefined;
  }
}
